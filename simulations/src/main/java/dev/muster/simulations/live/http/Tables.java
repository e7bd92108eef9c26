package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects and lists as {@code meta.k8s.io/v1 Table}, each row with as much of its object as the
 * client asked for ({@code includeObject}).
 */
final class Tables {
  /** What a row carries besides its cells. */
  enum Include {
    NONE,
    METADATA,
    OBJECT;

    /** Reads the query parameter; metadata if it is empty. */
    static Include of(String parameter) {
      return switch (parameter) {
        case "", "Metadata" -> METADATA;
        case "None" -> NONE;
        case "Object" -> OBJECT;
        default ->
            throw Refusal.badRequest(
                "includeObject: Unsupported value: \"%s\": supported values: None, Metadata, Object"
                    .formatted(parameter));
      };
    }
  }

  private final TableView view;

  /** Ages are as of {@code nowEpochMillis}. */
  Tables(LongSupplier nowEpochMillis) {
    this.view = new TableView(nowEpochMillis);
  }

  /** A table of one object, or of the items of a list. */
  Map<String, @Nullable Object> table(
      ResourceType type, Include include, Map<String, @Nullable Object> body) {
    var metadata = Views.object(body.get("metadata"));
    if (Views.isList(body)) {
      return table(type, include, metadata, Views.objects(body));
    }
    return table(
        type, include, tree("resourceVersion", metadata.get("resourceVersion")), List.of(body));
  }

  /** A table without rows, as of a version. */
  Map<String, @Nullable Object> empty(ResourceType type, long version) {
    return view.table(type, tree("resourceVersion", String.valueOf(version)), List.of());
  }

  private Map<String, @Nullable Object> table(
      ResourceType type,
      Include include,
      Map<String, @Nullable Object> metadata,
      List<Map<String, @Nullable Object>> objects) {
    var table = view.table(type, metadata, objects);
    if (include == Include.METADATA) {
      return table;
    }
    var rows = new ArrayList<Map<String, @Nullable Object>>();
    if (table.get("rows") instanceof List<?> shown) {
      for (int i = 0; i < shown.size(); i++) {
        var row = Views.object(shown.get(i));
        row.put("object", include == Include.OBJECT ? objects.get(i) : null);
        rows.add(row);
      }
    }
    var complete = Views.object(table);
    complete.put("rows", rows);
    return complete;
  }
}
