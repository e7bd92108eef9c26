package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects as a {@code meta.k8s.io/v1} Table, which is what kubectl asks for to print. Called by the
 * HTTP face with objects as the store handed them out.
 */
public final class TableView {
  /** The scale of an object of whatever kind. */
  public static final ResourceType SCALE =
      new ResourceType(
          "autoscaling",
          "v1",
          "Scale",
          "scales",
          "scale",
          List.of(),
          true,
          List.of(),
          BuiltInColumns.SCALES);

  private static final String NAME_DESCRIPTION = "Name of the object, unique in its namespace";

  private final LongSupplier nowEpochMillis;

  /** Ages are as of {@code nowEpochMillis}. */
  public TableView(LongSupplier nowEpochMillis) {
    this.nowEpochMillis = nowEpochMillis;
  }

  /** A table with one row per object; {@code metadata} is that of the list. */
  public Map<String, @Nullable Object> table(
      ResourceType type,
      Map<String, @Nullable Object> metadata,
      List<Map<String, @Nullable Object>> objects) {
    var rows = new ArrayList<@Nullable Object>();
    for (var object : objects) {
      rows.add(Trees.of("cells", rowCells(type, object), "object", partial(object)));
    }
    return Trees.of(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        metadata,
        "columnDefinitions",
        columnDefinitions(type),
        "rows",
        Trees.frozen(rows));
  }

  /** The columns, Name first. */
  public List<@Nullable Object> columnDefinitions(ResourceType type) {
    var result = new ArrayList<@Nullable Object>();
    result.add(definition(new PrinterColumn("Name", "string", "name", NAME_DESCRIPTION, "", 0)));
    for (var column : type.columns()) {
      result.add(definition(column));
    }
    return Collections.unmodifiableList(result);
  }

  private static Map<String, @Nullable Object> definition(PrinterColumn column) {
    // Ages are rendered here, so what arrives is text.
    var type = column.type().equals("date") ? "string" : column.type();
    return Trees.of(
        "name",
        column.name(),
        "type",
        type,
        "format",
        column.format(),
        "description",
        column.description(),
        "priority",
        (long) column.priority());
  }

  /** One row, in the order of the columns; null is an empty cell. */
  public List<@Nullable Object> rowCells(ResourceType type, Map<String, @Nullable Object> object) {
    var result = new ArrayList<@Nullable Object>();
    result.add(Trees.textAt(object, "metadata", "name"));
    boolean builtIn = BuiltInKinds.ALL.contains(type);
    var cells = new Cells(nowEpochMillis.getAsLong());
    for (var column : type.columns()) {
      result.add(
          builtIn && column.jsonPath().isEmpty()
              ? cells.of(type.qualifiedName(), column.name(), object)
              : cell(column, object, builtIn));
    }
    return Collections.unmodifiableList(result);
  }

  private @Nullable Object cell(
      PrinterColumn column, Map<String, @Nullable Object> object, boolean builtIn) {
    var found = JsonPath.find(column.jsonPath(), object);
    if (found.isEmpty() || found.get(0) == null) {
      return builtIn ? (column.type().equals("integer") ? (Object) 0L : "<none>") : null;
    }
    @Nullable Object first = found.get(0);
    return switch (column.type()) {
      case "date" ->
          first instanceof String time ? Ages.since(time, nowEpochMillis.getAsLong()) : "<unknown>";
      case "integer" -> first instanceof Number ? first : null;
      case "number" -> first instanceof Number ? first : null;
      case "boolean" -> first instanceof Boolean ? first : null;
      default -> words(found, builtIn);
    };
  }

  private static String words(List<@Nullable Object> found, boolean builtIn) {
    var words = found.stream().map(String::valueOf).toList();
    return String.join(builtIn ? "," : " ", words);
  }

  private static Map<String, @Nullable Object> partial(Map<String, @Nullable Object> object) {
    return Trees.of(
        "kind",
        "PartialObjectMetadata",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        Trees.objectAt(object, "metadata"));
  }
}
