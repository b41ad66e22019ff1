package org.earwitness.inference.reference;

/**
 * How far one output of a graph is from its reference.
 *
 * @param graph encode or localize
 * @param output name of the output
 * @param largest largest absolute difference over all examples and elements; infinite where one side is not a number
 * @param example example with that difference, from 0
 * @param place element of the example with that difference, in C order, from 0
 */
public record OutputDifference(String graph, String output, double largest, int example, int place) {}
