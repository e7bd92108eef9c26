package dev.muster.simulations.torture;

import dev.muster.simulations.live.operators.NodeSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that happens in one run but what the scheduler does: played twice, it comes to the
 * same write for write. Its text is what is kept of a failure.
 *
 * @param name where it comes from, as {@code storm 17}
 * @param nodes as in {@code ./muster demo --nodes}
 * @param replicas schedulers that stand for the lease
 * @param salt where the chances of what is no event begin
 * @param healed milliseconds; from then on nobody does any harm
 * @param end milliseconds; until then all must have come to an end
 * @param events by time
 */
record Script(
    String name, String nodes, int replicas, long salt, long healed, long end, List<Event> events) {
  /** After all has come to an end there must be no write for so long. */
  static final long QUIET_MILLIS = 180_000;

  private static final int MOST_NODES = 10_000;
  private static final String TITLE = "muster torture script 1";
  private static final Pattern HEAD =
      Pattern.compile(
          "nodes=(\\S+) replicas=([1-9]) salt=(\\d{1,18}) healed=(\\d{1,9}) end=(\\d{1,9})");

  Script {
    events = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
  }

  Script with(List<Event> others) {
    return new Script(name, nodes, replicas, salt, healed, end, others);
  }

  String text() {
    var lines = new ArrayList<String>();
    lines.add(TITLE);
    lines.add("# " + name);
    lines.add(
        "nodes=%s replicas=%d salt=%d healed=%d end=%d"
            .formatted(nodes, replicas, salt, healed, end));
    events.forEach(event -> lines.add(event.text()));
    return String.join("\n", lines) + "\n";
  }

  /** Reads {@link #text}; {@link IllegalArgumentException} says in which line what is wrong. */
  static Script parse(String text) {
    var lines = text.lines().toList();
    if (lines.size() < 3 || !lines.getFirst().equals(TITLE)) {
      throw new IllegalArgumentException("line 1: it does not begin with '" + TITLE + "'");
    }
    var head = HEAD.matcher(lines.get(2));
    if (!head.matches()) {
      throw new IllegalArgumentException(
          "line 3: '%s' is not 'nodes=SPEC replicas=N salt=N healed=MS end=MS'"
              .formatted(lines.get(2)));
    }
    var empty = head(lines.get(1), head);
    var check = new ScriptCheck(empty);
    var events = new ArrayList<Event>();
    for (int i = 3; i < lines.size(); i++) {
      if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
        continue;
      }
      try {
        var event = Event.parse(lines.get(i));
        check.check(event);
        events.add(event);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "line %d: %s".formatted(i + 1, wrong.getMessage()), wrong);
      }
    }
    return empty.with(events);
  }

  private static Script head(String title, Matcher head) {
    var script =
        new Script(
            title.replaceFirst("^[# ]*", ""),
            head.group(1),
            Integer.parseInt(head.group(2)),
            Long.parseLong(head.group(3)),
            Long.parseLong(head.group(4)),
            Long.parseLong(head.group(5)),
            List.of());
    try {
      long nodes = NodeSpec.parse(script.nodes).stream().mapToLong(NodeSpec::count).sum();
      if (nodes > MOST_NODES) {
        throw new IllegalArgumentException(nodes + " of them, at most " + MOST_NODES);
      }
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("line 3: nodes: " + wrong.getMessage(), wrong);
    }
    if (script.end < script.healed + QUIET_MILLIS) {
      throw new IllegalArgumentException(
          "line 3: end is not " + QUIET_MILLIS + " ms after healed, or more");
    }
    return script;
  }
}
