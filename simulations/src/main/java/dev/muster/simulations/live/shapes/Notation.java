package dev.muster.simulations.live.shapes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the notation that the head of {@code kinds.txt} explains. */
final class Notation {
  private static final Pattern PACKAGE = Pattern.compile("package (\\w+) = (\\S+), (\\S+)");
  private static final Pattern HEAD = Pattern.compile("(kind )?(\\w+)( atomic)?: *(.*)");
  private static final Pattern FIELD = Pattern.compile("([^ !+?-][^ !+?]*?)([!+?-]*) (.+)");
  private static final List<String> SCALARS =
      List.of(
          "string",
          "int32",
          "int64",
          "double",
          "boolean",
          "bytes",
          "time",
          "microtime",
          "quantity",
          "int-or-string",
          "raw",
          "fields");
  private static final String RETAINING = " retaining";
  private static final String REPLACED = " replaced";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  private final NavigableMap<String, String> packages = new TreeMap<>();
  private final NavigableMap<String, Shape> types = new TreeMap<>();
  private final NavigableMap<String, Shape.Mapping> kinds = new TreeMap<>();
  private final TreeSet<String> wanted = new TreeSet<>();
  private String home = "";
  private String apiVersion = "";

  private Notation() {}

  static KindShapes read(String text) {
    var notation = new Notation();
    var lines = joined(text);
    for (var line : lines) {
      notation.heading(line);
    }
    for (var line : lines) {
      if (!notation.heading(line)) {
        notation.type(line);
      }
    }
    for (var name : notation.wanted) {
      if (!notation.types.containsKey(name)) {
        throw new IllegalArgumentException("a type is used and not there: " + name);
      }
    }
    return new KindShapes(
        Collections.unmodifiableNavigableMap(notation.types),
        Collections.unmodifiableNavigableMap(notation.kinds));
  }

  /** The lines without comments, each with those that continue it. */
  private static List<String> joined(String text) {
    var lines = new ArrayList<String>();
    for (var line : text.lines().toList()) {
      if (line.startsWith(" ")) {
        lines.addLast(lines.removeLast() + " " + line.strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line.strip());
      }
    }
    return lines;
  }

  private boolean heading(String line) {
    var match = PACKAGE.matcher(line);
    if (!match.matches()) {
      return false;
    }
    packages.put(match.group(1), match.group(2));
    home = match.group(2);
    apiVersion = match.group(3);
    return true;
  }

  private void type(String line) {
    var match = HEAD.matcher(line);
    if (!match.matches()) {
      throw new IllegalArgumentException("no type is described by: " + line);
    }
    var name = home + "." + match.group(2);
    var body = match.group(4);
    boolean atomic = match.group(3) != null;
    if (body.equals("anything") || body.equals("object")) {
      types.put(name, new Shape.Free(body.equals("object")));
      return;
    }
    var fields = new LinkedHashMap<String, Field>();
    if (match.group(1) != null) {
      fields.put("apiVersion", field("", shape("string"), null));
      fields.put("kind", field("", shape("string"), null));
      fields.put("metadata", field("+", new Shape.Reference(META), null));
      wanted.add(META);
    }
    for (var part : split(body, ';')) {
      addField(part.strip(), fields);
    }
    var shape = new Shape.Mapping(name, fields, null, atomic);
    types.put(name, shape);
    if (match.group(1) != null) {
      kinds.put(apiVersion + " " + match.group(2), shape);
    }
  }

  private void addField(String text, LinkedHashMap<String, Field> fields) {
    var match = FIELD.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("no field is described by: " + text);
    }
    var type = match.group(3);
    @Nullable Object preset = null;
    int equals = type.indexOf(" = ");
    if (equals > 0) {
      preset = type.substring(equals + 3);
      type = type.substring(0, equals);
    }
    fields.put(match.group(1), field(match.group(2) + type, shape(type), preset));
  }

  private static Field field(String text, Shape shape, @Nullable Object preset) {
    int end = 0;
    while (end < text.length() && "!+?-".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    var marks = text.substring(0, end);
    boolean required = marks.contains("!");
    boolean written = (required && !marks.contains("-")) || marks.contains("+");
    var patched =
        text.endsWith(RETAINING)
            ? Field.Patched.RETAINING
            : text.endsWith(REPLACED) ? Field.Patched.REPLACED : Field.Patched.MERGED;
    return new Field(shape, required, written, marks.contains("?"), patched, preset);
  }

  private Shape shape(String text) {
    for (var word : List.of(RETAINING, REPLACED)) {
      if (text.endsWith(word)) {
        return shape(text.substring(0, text.length() - word.length()));
      }
    }
    if (text.startsWith("[")) {
      return listing(text.substring(1, text.length() - 1));
    }
    if (text.startsWith("{")) {
      boolean atomic = text.endsWith(" atomic");
      var element = text.substring(1, text.lastIndexOf('}'));
      return new Shape.Mapping("", new LinkedHashMap<>(), shape(element), atomic);
    }
    if (text.startsWith("string(")) {
      var values = new ArrayList<String>();
      for (var value : text.substring("string(".length(), text.length() - 1).split(" ")) {
        values.add(value.equals("\"\"") ? "" : value);
      }
      return new Shape.Scalar("string", values);
    }
    if (SCALARS.contains(text)) {
      return new Shape.Scalar(text, List.of());
    }
    boolean object = text.equals("object");
    return object || text.equals("anything") ? new Shape.Free(object) : reference(text);
  }

  private Shape reference(String text) {
    int dot = text.indexOf('.');
    var name = home + "." + text;
    if (dot > 0) {
      var from = packages.get(text.substring(0, dot));
      if (from == null) {
        throw new IllegalArgumentException("no package is named so: " + text);
      }
      name = from + text.substring(dot);
    }
    wanted.add(name);
    return new Shape.Reference(name);
  }

  private Shape listing(String text) {
    var parts = split(text, ',');
    var words = split(parts.getFirst(), ' ');
    var element = shape(words.getFirst());
    boolean replaced = false;
    boolean retains = false;
    @Nullable String merged = null;
    for (var part : parts.subList(1, parts.size())) {
      var option = part.strip();
      replaced |= option.equals("replaced");
      retains |= option.equals("retaining");
      if (option.startsWith("merged")) {
        merged = option.substring("merged".length()).replace(" by ", "");
      }
    }
    var identity = Shape.Identity.WHOLE;
    List<String> keys = List.of();
    if (words.size() > 2 && words.get(1).equals("by")) {
      identity = Shape.Identity.KEYS;
      keys = words.subList(2, words.size());
      merged = replaced ? null : keys.getFirst();
    } else if (words.size() == 2 && words.get(1).equals("set")) {
      identity = Shape.Identity.VALUE;
    }
    var patch = merged == null ? Shape.Patching.REPLACE : new Shape.Patching(true, merged, retains);
    return new Shape.Listing(element, identity, keys, patch);
  }

  /** Splits at a character that stands in no bracket. */
  private static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      depth += "([{".indexOf(one) >= 0 ? 1 : ")]}".indexOf(one) >= 0 ? -1 : 0;
      if (one == separator && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
