/**
 * What must hold whatever happens, as objects: each {@link org.earwitness.app.guarantee.Guarantee} is given what lies in the
 * topics and says, in sentences with coordinates, where it does not hold. Pure but for
 * {@link org.earwitness.app.guarantee.EvidenceReader}, which reads the topics. {@code chaos} and the end-to-end tests check them.
 */
@NullMarked
package org.earwitness.app.guarantee;

import org.jspecify.annotations.NullMarked;
