package dev.muster.simulations.live.demo;

import dev.muster.simulations.live.scenario.Scenario;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to play a demo.
 *
 * @param nodes in the notation of {@code --nodes}
 * @param port of the API server; 0 = any free one
 * @param exitWhenDone end when nothing more can happen by itself
 * @param limitMillis end after this time at the latest; 0 = never
 * @param data the folder in which the cluster lives on; null if it ends with the demo
 * @param speed divides the run times of virtual pods
 */
public record DemoOptions(
    Scenario scenario,
    String nodes,
    int port,
    Path kubeconfig,
    boolean exitWhenDone,
    long limitMillis,
    double speed,
    @Nullable Path data) {}
