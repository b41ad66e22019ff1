/**
 * What {@code docker-compose.yml} and {@code deploy/} say, held against the real program without a container engine: command
 * lines go through the real parser, variables through the real configuration and the broker's own, scripts are run, and every
 * path that an image is built from exists.
 */
@NullMarked
package org.earwitness.deploy;

import org.jspecify.annotations.NullMarked;
