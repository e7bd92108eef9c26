package dev.muster.simulations.live.shapes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The types of the built-in kinds by their full names, and which of them are kinds. */
public final class KindShapes {
  /** As {@code kinds.txt} has them. */
  public static final KindShapes BUILT_IN = Notation.read(text("kinds.txt"));

  private final NavigableMap<String, Shape> types;
  private final Map<String, Shape> byName;
  private final NavigableMap<String, Shape.Mapping> kinds;

  KindShapes(NavigableMap<String, Shape> types, NavigableMap<String, Shape.Mapping> kinds) {
    this.types = types;
    this.byName = new LinkedHashMap<>(types); // asked at every step into an object
    this.kinds = kinds;
  }

  private static String text(String resource) {
    try (var stream = KindShapes.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The shape of objects of this kind; empty if it is not a built-in kind. */
  public Optional<Shape.Mapping> kind(String apiVersion, String kind) {
    return Optional.ofNullable(kinds.get(apiVersion + " " + kind));
  }

  /** Every type by its full name. */
  public NavigableMap<String, Shape> types() {
    return types;
  }

  /** The type with that full name. */
  public Shape type(String name) {
    var type = byName.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no type is named " + name);
    }
    return type;
  }

  /** What a reference stands for; anything else is what it is. */
  public Shape resolve(Shape shape) {
    return shape instanceof Shape.Reference reference ? type(reference.name()) : shape;
  }
}
