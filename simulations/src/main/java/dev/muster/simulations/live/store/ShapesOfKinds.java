package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.shapes.Shape;
import java.util.LinkedHashMap;
import java.util.TreeMap;

/** The shape of each kind that is served; those of custom kinds are made once per definition. */
final class ShapesOfKinds {
  private record Known(Schema schema, Shape.Mapping shape) {}

  private final Kinds kinds;
  private final LinkedHashMap<ResourceType, Shape.Mapping> builtIn = new LinkedHashMap<>();
  private final TreeMap<String, Known> custom = new TreeMap<>();

  ShapesOfKinds(Kinds kinds) {
    this.kinds = kinds;
  }

  Shape.Mapping of(ResourceType type) {
    var kind = kinds.custom(type);
    if (kind == null) {
      return builtIn.computeIfAbsent(
          type,
          each ->
              KindShapes.BUILT_IN
                  .kind(each.apiVersion(), each.kind())
                  .orElseGet(CustomShapes::unknown));
    }
    var name = type.qualifiedName() + "/" + type.version();
    var schema = kind.version(type).map(CustomKind.Version::schema).orElse(Schema.ANYTHING);
    var known = custom.get(name);
    if (known == null || known.schema().node() != schema.node()) {
      known = new Known(schema, CustomShapes.of(schema));
      custom.put(name, known);
    }
    return known.shape();
  }
}
