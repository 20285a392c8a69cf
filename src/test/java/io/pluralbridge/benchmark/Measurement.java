package io.pluralbridge.benchmark;

import java.util.List;
import java.util.Map;

/**
 * One thing measured in several rounds: one file of JSON, and one column of a table.
 *
 * @param name of the file, without its ending
 * @param column what stands above its column
 * @param parameters what else one has to know to do the same again
 * @param rounds all of them, in the order in which they were run
 */
record Measurement(
    String name,
    String column,
    Map<String, Object> parameters,
    List<Map<String, Object>> rounds,
    List<Figure> figures) {}
