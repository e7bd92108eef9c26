package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings bodies into the form in which objects of their kind are stored. */
final class Reading {
  private final Kinds kinds;
  private final ShapesOfKinds shapes;

  Reading(Kinds kinds, ShapesOfKinds shapes) {
    this.kinds = kinds;
    this.shapes = shapes;
  }

  /** Fields that the kind does not know are remarked on; what cannot be read is a 400. */
  Map<String, @Nullable Object> read(
      ResourceType type, Map<String, @Nullable Object> body, Remarks remarks) {
    if (kinds.custom(type) != null) {
      return Metadata.decode(type, true, body, remarks.unknown());
    }
    Metadata.checkKind(type, false, body);
    var typed = Typing.read(type, shapes.of(type), body, remarks.unknown());
    return Metadata.decode(type, false, typed, remarks.unknown());
  }

  /** With the zeros that a typed object has where the rules have left nothing. */
  Map<String, @Nullable Object> filled(ResourceType type, Map<String, @Nullable Object> object) {
    return kinds.custom(type) == null
        ? Metadata.ordered(Typing.read(type, shapes.of(type), object, new ArrayList<>()))
        : object;
  }
}
