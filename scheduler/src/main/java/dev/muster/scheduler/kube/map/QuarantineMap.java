package dev.muster.scheduler.kube.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quarantine of a node as its annotations say it. Whoever may write them can close a node by
 * any value of {@link #QUARANTINE} and open it by taking that off.
 */
public final class QuarantineMap {
  /** There as long as the node is closed: ours is JSON, anything else was put there by hand. */
  public static final String QUARANTINE = "muster.dev/quarantine";

  /** There as long as the node is on trial. */
  public static final String TRIAL = "muster.dev/quarantine-trial";

  private static final int LONGEST_REASON = 256;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private QuarantineMap() {}

  static NodeQuarantine parse(Tree annotations) {
    if (!annotations.get(QUARANTINE).isAbsent()) {
      var text = annotations.get(QUARANTINE).text("");
      return parse(State.CLOSED, text).orElseGet(() -> NodeQuarantine.byHand(cut(text)));
    }
    return parse(State.TRIAL, annotations.get(TRIAL).text("")).orElse(NodeQuarantine.NONE);
  }

  private static Optional<NodeQuarantine> parse(State state, String text) {
    var tree = Tree.lenient(read(text));
    long since = Times.parse(tree.get("since").text(""), -1);
    long until = Times.parse(tree.get("until").text(""), -1);
    int times = tree.get("times").count(1, 0);
    return since < 0 || until < since || times < 1
        ? Optional.empty()
        : Optional.of(
            new NodeQuarantine(state, since, until, times, cut(tree.get("reason").text(""))));
  }

  private static @Nullable Object read(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException notOurs) {
      return null;
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
  }

  /** The annotations that say this; null is one that must not be there. */
  public static Map<String, @Nullable Object> annotations(NodeQuarantine quarantine) {
    var annotations = new LinkedHashMap<String, @Nullable Object>();
    annotations.put(QUARANTINE, null);
    annotations.put(TRIAL, null);
    switch (quarantine.state()) {
      case NONE -> {}
      case BY_HAND -> annotations.put(QUARANTINE, quarantine.reason());
      case CLOSED -> annotations.put(QUARANTINE, write(quarantine));
      case TRIAL -> annotations.put(TRIAL, write(quarantine));
    }
    return annotations;
  }

  private static String write(NodeQuarantine quarantine) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("since", Times.format(quarantine.since()));
    tree.put("until", Times.format(quarantine.until()));
    tree.put("times", quarantine.times());
    tree.put("reason", quarantine.reason());
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
