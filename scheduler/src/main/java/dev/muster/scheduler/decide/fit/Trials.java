package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries shapes on the ground and remembers which failed, so that no question is asked twice.
 *
 * <p>A refusal by an exact rule stands until a node that could take one of the shape's pods offers
 * more; a refusal by search stands for the very state of the draft in which it was found. So a
 * remembered answer is always the one that a new trial would give.
 */
public final class Trials {

  /** More checks than this cost more than the trials that they may save. */
  private static final int MOST_CHECKS = 100_000;

  /** What a trial came to. */
  public sealed interface Answer {
    /** The shape fits: {@code witness} has a node for each of its pods. */
    record Placed(List<Piece> witness) implements Answer {}

    /**
     * It does not, and why. {@code forGood}: by an exact rule, so the same is to be expected until
     * {@link #wake} says otherwise.
     */
    record Refused(Code code, boolean forGood) implements Answer {}
  }

  /** What is known of a shape; versions are those of the drafts in which it was found. */
  private static final class Known {
    private Optional<FitResult> refusal = Optional.empty();
    private boolean forGood;
    private long version;
    private Optional<FitResult> onEmpty = Optional.empty();
    private long emptyVersion;
    private boolean wouldFitIfOpen;
    private long openVersion = -1;
  }

  private final Ground ground;
  private final int budget;
  // Linked, because growth is held against all of them.
  private final Map<GangShape, Known> shapes = new LinkedHashMap<>();

  /** {@code budget}: search steps per trial. */
  public Trials(Ground ground, int budget) {
    this.ground = ground;
    this.budget = budget;
  }

  /** Whether the shape fits as things are charged now. */
  public Answer place(GangShape gang) {
    var known = shapes.computeIfAbsent(gang, key -> new Known());
    long version = ground.now().version();
    if (known.refusal.isEmpty() || (!known.forGood && known.version != version)) {
      var result = Fit.of(gang, ground.now(), budget);
      if (result instanceof FitResult.Fits fits) {
        known.refusal = Optional.empty();
        return new Answer.Placed(fits.witness());
      }
      known.refusal = Optional.of(result);
      known.forGood = result instanceof FitResult.ProvedNo no && no.certificate().lasting();
      known.version = version;
    }
    boolean lasts = known.forGood && ground.now().closed().isEmpty();
    return new Answer.Refused(code(gang, known.refusal.get(), known), lasts);
  }

  /** Why a shape that was refused in this pass is, as things are charged now. */
  public Code reason(GangShape gang) {
    var known = shapes.get(gang);
    if (known == null || known.refusal.isEmpty()) {
      throw new IllegalArgumentException("was not refused: " + gang.parts());
    }
    return code(gang, known.refusal.get(), known);
  }

  private Code code(GangShape gang, FitResult refusal, Known known) {
    if (refusal instanceof FitResult.ProvedNo && wouldFitIfOpen(gang, known)) {
      return Code.NODE_QUARANTINED;
    }
    var onEmpty = onEmpty(gang, known);
    if (onEmpty instanceof FitResult.ProvedNo) {
      return Code.NODES_TOO_SMALL;
    }
    return refusal instanceof FitResult.ProvedNo && onEmpty instanceof FitResult.Fits
        ? Code.NODES_IN_USE
        : Code.SEARCH_LIMIT;
  }

  private boolean wouldFitIfOpen(GangShape gang, Known known) {
    long version = ground.now().version();
    if (known.openVersion != version) {
      known.wouldFitIfOpen = Opening.helps(gang, ground.now(), budget);
      known.openVersion = version;
    }
    return known.wouldFitIfOpen;
  }

  private FitResult onEmpty(GangShape gang, Known known) {
    long version = ground.empty().version();
    if (known.onEmpty.isEmpty() || known.emptyVersion != version) {
      known.onEmpty = Optional.of(Fit.of(gang, ground.empty(), budget));
      known.emptyVersion = version;
    }
    return known.onEmpty.get();
  }

  /** The reason of a refusal with the figures of now; {@code podSets} are those of the shape. */
  public Verdict verdict(GangShape gang, Code code, List<PodSet> podSets) {
    return switch (code) {
      case NODES_TOO_SMALL ->
          new Verdict.NodesTooSmall(Shortages.of(gang, ground.empty(), podSets));
      case NODE_QUARANTINED ->
          Opening.verdict(gang, ground.now(), Shortages.of(gang, ground.now(), podSets));
      case NODES_IN_USE -> new Verdict.NodesInUse(Shortages.of(gang, ground.now(), podSets));
      case SEARCH_LIMIT -> new Verdict.SearchLimit(budget);
      case BEHIND_HEAD, HELD_BY_USER, FORBIDDEN, BAD_OBJECT ->
          throw new IllegalArgumentException("not a reason of packing: " + code);
    };
  }

  /**
   * Forgets the refusals that nodes of these classes, which offer more than before, may have ended
   * (or more of them); returns the shapes.
   */
  public List<GangShape> wake(List<NodeClass> grown) {
    if (grown.isEmpty()) {
      return List.of();
    }
    boolean all = (long) grown.size() * shapes.size() > MOST_CHECKS;
    var woken = new ArrayList<GangShape>();
    shapes.forEach((gang, known) -> {
      if (known.refusal.isPresent() && (all || mayTake(grown, gang))) {
        known.refusal = Optional.empty();
        woken.add(gang);
      }
    });
    return woken;
  }

  private static boolean mayTake(List<NodeClass> grown, GangShape gang) {
    for (var kind : grown) {
      for (var part : gang.parts()) {
        if (kind.slots(part.pod()) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Forgets a shape that nobody waits with any more. */
  public void forget(GangShape gang) {
    shapes.remove(gang);
  }

  /** Forgets all: the drafts were made anew. */
  public void forgetAll() {
    shapes.clear();
  }
}
