/**
 * The commands {@code rejected list|show|replay|skip}: what operators do with records that were refused, and with the one record
 * that crashes a process. Who refuses records and why is the streaming room's business; here they are read as it wrote them.
 */
@NullMarked
package org.earwitness.app.rejected;

import org.jspecify.annotations.NullMarked;
