/**
 * {@code replay}: runs stored segments through the same topology again, beside the localizer that works on them, and says what
 * changed. Which segments, packs and passes that takes is decided by plain classes ({@link
 * org.earwitness.app.replay.ReplayPlan}); {@link org.earwitness.app.replay.ReplaySession} runs one pass.
 */
@NullMarked
package org.earwitness.app.replay;

import org.jspecify.annotations.NullMarked;
