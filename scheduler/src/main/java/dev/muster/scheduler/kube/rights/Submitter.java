package dev.muster.scheduler.kube.rights;

import dev.muster.scheduler.kube.client.Json;
import dev.muster.scheduler.model.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads who submitted a gang from what the webhook recorded in it. */
public final class Submitter {
  private Submitter() {}

  /**
   * The user whom the object bears in {@link User#ANNOTATION}. Empty if there is none, and if any
   * part of it cannot be read: without a group or an extra that narrows them, rights would be
   * others.
   */
  public static Optional<User> of(Map<String, @Nullable Object> object) {
    if (object.get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("annotations") instanceof Map<?, ?> annotations
        && annotations.get(User.ANNOTATION) instanceof String text) {
      try {
        return Optional.of(user(Json.readStrictly(text)));
      } catch (IOException | IllegalArgumentException unreadable) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static User user(Map<String, @Nullable Object> told) {
    var extra = new TreeMap<String, List<String>>();
    if (told.get("extra") instanceof Map<?, ?> entries) {
      entries.forEach((key, values) -> extra.put(String.valueOf(key), texts(values)));
    } else if (told.get("extra") != null) {
      throw new IllegalArgumentException("extra is no object");
    }
    var name = text(told.get("username"));
    if (name.isEmpty()) {
      throw new IllegalArgumentException("no user");
    }
    return new User(name, text(told.get("uid")), texts(told.get("groups")), extra);
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      default -> throw new IllegalArgumentException("not a text");
    };
  }

  private static List<String> texts(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException("not a list");
    }
    var texts = new ArrayList<String>();
    list.forEach(entry -> texts.add(text(entry)));
    return texts;
  }
}
