/**
 * The command {@code demo}: sample streams played in real time through the whole product, and a page on loopback that shows
 * them. The page's server reads topics only, as any subscriber would: {@code TopicFollower} tells {@code Board} what came,
 * {@code Board} keeps what a browser needs and tells {@code Audience}, {@code PageServer} speaks HTTP.
 */
@NullMarked
package org.earwitness.app.demo;

import org.jspecify.annotations.NullMarked;
