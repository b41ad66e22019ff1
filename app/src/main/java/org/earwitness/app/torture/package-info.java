/**
 * Servers that misbehave in every way cameras, encoders and networks do, for us and for other products: {@code ./earwitness torture}
 * starts them, and {@code --self} tries our own ingest on all of them. Nothing else calls them.
 */
@NullMarked
package org.earwitness.app.torture;

import org.jspecify.annotations.NullMarked;
