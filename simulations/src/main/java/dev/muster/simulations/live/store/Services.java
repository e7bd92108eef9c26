package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gives services their defaults and an address of their own. */
final class Services {
  private static final int ADDRESSES = 65_534;

  private Services() {}

  static Map<String, @Nullable Object> onCreate(
      ResourceType type, Map<String, @Nullable Object> service, Database database) {
    var shapes = new Shapes(type);
    var spec = shapes.object(service.get("spec"), "spec");
    spec = PodSpecs.absent(spec, "type", "ClusterIP");
    spec = PodSpecs.absent(spec, "sessionAffinity", "None");
    var ports = new ArrayList<@Nullable Object>();
    for (Object element : shapes.list(spec, "ports")) {
      var port = shapes.object(element, "spec.ports");
      port = PodSpecs.absent(port, "protocol", "TCP");
      @Nullable Object number = port.get("port");
      boolean untold = number != null && Objects.equals(port.getOrDefault("targetPort", 0L), 0L);
      ports.add(untold ? Trees.put(port, number, "targetPort") : port);
    }
    spec = ports.isEmpty() ? spec : Trees.put(spec, Trees.frozen(ports), "ports");
    boolean external = "ExternalName".equals(spec.get("type"));
    if (!external && Trees.textAt(spec, "clusterIP").isEmpty()) {
      spec = Trees.put(spec, free(type, database), "clusterIP");
    }
    return Trees.put(
        Trees.put(service, spec, "spec"), Trees.of("loadBalancer", Trees.EMPTY), "status");
  }

  private static String free(ResourceType type, Database database) {
    var taken = new TreeSet<String>();
    for (var service : database.all(type).values()) {
      taken.add(Trees.textAt(service, "spec", "clusterIP"));
    }
    for (int i = 1; i <= ADDRESSES; i++) {
      var address = "10.96." + i / 256 + "." + i % 256;
      if (!taken.contains(address)) {
        return address;
      }
    }
    throw Statuses.badRequest("no cluster address is free");
  }
}
