/** Tests of the page's server: what a browser is told, how much is kept for it, and who is answered. */
@NullMarked
package org.earwitness.app.demo;

import org.jspecify.annotations.NullMarked;
