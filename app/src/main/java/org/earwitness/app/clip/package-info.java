/**
 * The command {@code clip}: looks an interval up and cuts its original media out of what is kept. What is kept and how it is cut is
 * the ingest room's business.
 */
@NullMarked
package org.earwitness.app.clip;

import org.jspecify.annotations.NullMarked;
