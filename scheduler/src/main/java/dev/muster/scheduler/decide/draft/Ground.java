package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PersistentMap.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes in the two states that decisions ask about: as they are, and as if nothing ran on them.
 * Kept from plan to plan; {@link #refresh} costs what changed, unless a shape came that looks at a
 * resource or label that none looked at before.
 */
public final class Ground {
  /** More kinds of nodes than this, and than twice the nodes, and the old ones are cleared out. */
  private static final int MOST_KINDS = 4096;

  private final Shapes shapes = new Shapes();
  private PersistentMap<Node> nodes = PersistentMap.empty();
  private Lens lens = shapes.lens();
  private Draft now = draftOfNow(lens);
  private Draft empty = draftOfEmpty(lens);

  /** The shapes of all gangs that wait; new ones count from the next {@link #refresh}. */
  public Shapes shapes() {
    return shapes;
  }

  /** What is free now; charged while a plan is made. */
  public Draft now() {
    return now;
  }

  /** What would be free if no pod ran; never charged but in try-outs. */
  public Draft empty() {
    return empty;
  }

  /** What a refresh came to. */
  public sealed interface Refreshed {
    /** All classes are new: no answer of before is worth anything. */
    record Anew() implements Refreshed {}

    /**
     * Nodes of these classes offer more than before, all others the same or less; {@code
     * reasonsChanged}: nodes differ in more than in what is used, or others are quarantined.
     */
    record Grown(List<NodeClass> classes, boolean reasonsChanged) implements Refreshed {
      public Grown {
        classes = List.copyOf(classes);
      }
    }
  }

  /** Makes both drafts those of {@code next}, all charges forgotten. */
  public Refreshed refresh(PersistentMap<Node> next) {
    var changes = next.changesSince(nodes);
    nodes = next;
    if (lens.kinds() > Math.max(MOST_KINDS, 2 * next.size())) {
      shapes.renewLens();
    }
    if (lens == shapes.lens()) {
      long before = empty.version();
      var closed = now.closed();
      now.refresh(changes);
      empty.refresh(emptied(changes).stream().filter(change -> !isOnlyOfUse(change)).toList());
      return new Refreshed.Grown(
          now.grown(), empty.version() != before || !closed.equals(now.closed()));
    }
    lens = shapes.lens();
    now = draftOfNow(lens);
    empty = draftOfEmpty(lens);
    var all = next.changesSince(PersistentMap.empty());
    now.refresh(all);
    empty.refresh(emptied(all));
    return new Refreshed.Anew();
  }

  /** The same changes where no pod runs, nor is about to, and none ever failed. */
  private static List<Change<Node>> emptied(List<Change<Node>> changes) {
    var emptied = new ArrayList<Change<Node>>();
    for (var change : changes) {
      emptied.add(
          new Change<>(
              change.key(),
              change.before().map(Ground::emptied),
              change.after().map(Ground::emptied)));
    }
    return emptied;
  }

  private static Node emptied(Node node) {
    return node.withUnsettled(false).withQuarantine(NodeQuarantine.NONE);
  }

  /** Whether the node is the same but for what is used of it. */
  static boolean isOnlyOfUse(Change<Node> change) {
    if (change.before().isEmpty() || change.after().isEmpty()) {
      return false;
    }
    var before = change.before().get();
    var after = change.after().get();
    return before.ready() == after.ready()
        && before.cordoned() == after.cordoned()
        && before.unsettled() == after.unsettled()
        && before.quarantine().closes() == after.quarantine().closes()
        && before.allocatable().equals(after.allocatable())
        && before.labels().equals(after.labels())
        && before.taints().equals(after.taints());
  }

  private static Draft draftOfNow(Lens lens) {
    return new Draft(lens, node -> lens.difference(node.allocatable(), node.used()));
  }

  private static Draft draftOfEmpty(Lens lens) {
    return new Draft(lens, node -> lens.vector(node.allocatable()));
  }
}
