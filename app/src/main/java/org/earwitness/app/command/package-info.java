/**
 * What all commands share: exit codes, the surroundings a command sees, and the one exception that ends it with a sentence.
 * No command lives here; each is in the package of what it works on.
 */
@NullMarked
package org.earwitness.app.command;

import org.jspecify.annotations.NullMarked;
