package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may talk to which pods: stored, completed and checked; there is no network to keep it. */
final class NetworkPolicies {
  private static final List<String> DIRECTIONS = List.of("Ingress", "Egress");
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]*");
  private static final long LAST_PORT = 65_535;

  private NetworkPolicies() {}

  static Map<String, @Nullable Object> onWrite(
      ResourceType type, Map<String, @Nullable Object> policy) {
    var shapes = new Shapes(type);
    var spec = shapes.object(policy.get("spec"), "spec");
    spec = PodSpecs.absent(spec, "podSelector", Trees.EMPTY);
    var causes = new ArrayList<Cause>();
    ObjectSelector.validate(
        "spec.podSelector", shapes.object(spec.get("podSelector"), "spec.podSelector"), causes);
    spec = rules(shapes, spec, "ingress", "from", causes);
    spec = rules(shapes, spec, "egress", "to", causes);
    if (shapes.list(spec, "policyTypes").isEmpty()) {
      var implied = shapes.list(spec, "egress").isEmpty() ? DIRECTIONS.subList(0, 1) : DIRECTIONS;
      spec = Trees.put(spec, implied, "policyTypes");
    }
    directions(Trees.list(spec.get("policyTypes")), causes);
    WorkloadRules.refuse(type, policy, causes);
    return Trees.put(policy, spec, "spec");
  }

  private static void directions(List<@Nullable Object> named, List<Cause> causes) {
    if (named.size() > DIRECTIONS.size()) {
      causes.add(
          Cause.invalid("spec.policyTypes", named, "may not specify more than two policyTypes"));
      return;
    }
    for (int i = 0; i < named.size(); i++) {
      if (!DIRECTIONS.contains(named.get(i))) {
        causes.add(Cause.unsupported("spec.policyTypes[" + i + "]", named.get(i), DIRECTIONS));
      }
    }
  }

  private static Map<String, @Nullable Object> rules(
      Shapes shapes,
      Map<String, @Nullable Object> spec,
      String direction,
      String peers,
      List<Cause> causes) {
    var rules = new ArrayList<@Nullable Object>();
    for (Object element : shapes.list(spec, direction)) {
      var at = "spec." + direction + "[" + rules.size() + "]";
      var rule = shapes.object(element, at);
      var ports = new ArrayList<@Nullable Object>();
      for (Object port : shapes.list(rule, "ports")) {
        var below = at + ".ports[" + ports.size() + "]";
        ports.add(port(shapes.object(port, below), below, causes));
      }
      int index = 0;
      for (Object peer : shapes.list(rule, peers)) {
        var below = at + "." + peers + "[" + index++ + "]";
        peer(shapes, shapes.object(peer, below), below, causes);
      }
      rules.add(ports.isEmpty() ? rule : Trees.put(rule, Trees.frozen(ports), "ports"));
    }
    return rules.isEmpty() ? spec : Trees.put(spec, Trees.frozen(rules), direction);
  }

  private static Map<String, @Nullable Object> port(
      Map<String, @Nullable Object> given, String at, List<Cause> causes) {
    var port = PodSpecs.absent(given, "protocol", "TCP");
    if (!PROTOCOLS.contains(port.get("protocol"))) {
      causes.add(Cause.unsupported(at + ".protocol", port.get("protocol"), PROTOCOLS));
    }
    @Nullable Object first = port.get("port");
    @Nullable Object last = port.get("endPort");
    if (first instanceof Long number && (number < 1 || number > LAST_PORT)) {
      causes.add(Cause.invalid(at + ".port", number, "must be between 1 and 65535, inclusive"));
    } else if (first instanceof String name && !PORT_NAME.matcher(name).matches()) {
      var rule = "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
      causes.add(Cause.invalid(at + ".port", name, rule));
    }
    if (last != null && first == null) {
      var rule = "may not be specified when `port` is not specified";
      causes.add(Cause.invalid(at + ".endPort", last, rule));
    } else if (last != null && first instanceof String) {
      var rule = "may not be specified when `port` is non-numeric";
      causes.add(Cause.invalid(at + ".endPort", last, rule));
    } else if (last instanceof Long end && first instanceof Long start && end < start) {
      causes.add(Cause.invalid(at + ".endPort", start, "must be greater than or equal to `port`"));
    }
    return port;
  }

  private static void peer(
      Shapes shapes, Map<String, @Nullable Object> peer, String at, List<Cause> causes) {
    for (var field : List.of("podSelector", "namespaceSelector")) {
      var selector = shapes.object(peer.get(field), at + "." + field);
      ObjectSelector.validate(at + "." + field, selector, causes);
    }
    boolean selected = peer.get("podSelector") != null || peer.get("namespaceSelector") != null;
    if (peer.get("ipBlock") == null && !selected) {
      causes.add(Cause.required(at, "must specify a peer"));
    } else if (peer.get("ipBlock") != null && selected) {
      causes.add(Cause.forbidden(at, "may not specify both ipBlock and another peer"));
    }
  }
}
