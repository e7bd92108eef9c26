package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says the items of one watch in the form that its client wants. Used on one thread: only the first
 * table of a watch describes its columns.
 */
final class WatchEvents implements Function<WatchItem, Optional<Map<String, @Nullable Object>>> {
  private final ResourceType type;
  private final Form form;
  private final Tables.Include include;
  private final Tables tables;
  private boolean described;

  WatchEvents(ResourceType type, Form form, Tables.Include include, Tables tables) {
    this.type = type;
    this.form = form;
    this.include = include;
    this.tables = tables;
  }

  @Override
  public Optional<Map<String, @Nullable Object>> apply(WatchItem item) {
    return switch (item) {
      case WatchItem.Event event -> Optional.of(event(event.type(), shown(event.object())));
      case WatchItem.Bookmark bookmark ->
          Optional.of(event("BOOKMARK", bookmark(bookmark.version())));
      case WatchItem.Failed failed -> Optional.of(event("ERROR", failed.status()));
      case WatchItem.End end -> Optional.empty();
    };
  }

  private static Map<String, @Nullable Object> event(
      String type, Map<String, @Nullable Object> object) {
    return tree("type", type, "object", object);
  }

  private Map<String, @Nullable Object> shown(Map<String, @Nullable Object> object) {
    return switch (form) {
      case OBJECT, DISCOVERY -> object;
      case METADATA -> Views.metadata(object);
      case TABLE -> table(tables.table(type, include, object));
    };
  }

  private Map<String, @Nullable Object> bookmark(long version) {
    return switch (form) {
      case OBJECT, DISCOVERY -> Views.bookmark(type.apiVersion(), type.kind(), version);
      case METADATA -> Views.bookmark("meta.k8s.io/v1", "PartialObjectMetadata", version);
      case TABLE -> table(tables.empty(type, version));
    };
  }

  private Map<String, @Nullable Object> table(Map<String, @Nullable Object> table) {
    if (!described) {
      described = true;
      return table;
    }
    var again = Views.object(table);
    again.put("columnDefinitions", null);
    return again;
  }
}
