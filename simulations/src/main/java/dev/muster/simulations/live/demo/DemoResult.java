package dev.muster.simulations.live.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demo.
 *
 * @param report as {@code -o json} prints it
 * @param done whether the story came to its end
 * @param violations of invariants, as the outside observer tells them
 */
public record DemoResult(
    Map<String, @Nullable Object> report, boolean done, List<String> violations) {}
