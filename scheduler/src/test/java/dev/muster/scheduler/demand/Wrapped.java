package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;

/** AppWrappers for tests, and the pod sets that are expected of them. */
final class Wrapped {
  static final long MI = 1L << 20;
  static final long GI = 1L << 30;

  private Wrapped() {}

  /** The demand of an AppWrapper with these components, each written as a flow mapping. */
  static Demand demand(String... components) {
    return Demands.ofAppWrapper(
        Trees.yaml("{components: [" + String.join(", ", components) + "]}"));
  }

  /** A component without declarations. */
  static String component(String template) {
    return "{template: " + template + "}";
  }

  /** A pod template, or what has the fields of one, whose container has these requests. */
  static String pod(String requests) {
    return "{spec: {containers: [{name: c, resources: {requests: {" + requests + "}}}]}}";
  }

  static PodSet podSet(String name, String path, int count, Resources requests) {
    int component = Integer.parseInt(name.substring(0, name.indexOf('.')));
    return new PodSet(name, component, path, count, requests, Constraints.NONE, true, "");
  }

  /** Of a kind whose pods are never gated. */
  static PodSet ungated(String name, String path, int count, Resources requests) {
    int component = Integer.parseInt(name.substring(0, name.indexOf('.')));
    return new PodSet(name, component, path, count, requests, Constraints.NONE, false, "");
  }

  static Demand readable(PodSet... podSets) {
    return new Demand.Readable(List.of(podSets));
  }
}
