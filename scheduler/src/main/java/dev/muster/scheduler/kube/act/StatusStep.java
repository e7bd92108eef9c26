package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.Api.Rank;
import dev.muster.scheduler.kube.map.Bare;
import dev.muster.scheduler.kube.map.BareMap;
import dev.muster.scheduler.kube.map.Standing;
import dev.muster.scheduler.kube.map.StatusMap;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a gang's status by compare-and-swap. One that only changes the verdict waits for its turn
 * and takes in what is decided meanwhile.
 */
final class StatusStep implements Lane.Step {
  private static final long REFUSED_MILLIS = 60_000;
  private final Means means;
  private final Supplier<Standing> standing;
  private final Backoff backoff;
  private final @Nullable Turns turns;
  private GangStatus next;
  private @Nullable Lane lane;
  private boolean sent;
  private boolean retracted;
  private boolean inTurn;
  private int refusals;

  /** {@code turns} is null for a status that must not wait. */
  StatusStep(
      Means means,
      GangStatus next,
      Supplier<Standing> standing,
      @Nullable Turns turns,
      String uid) {
    this.means = means;
    this.next = next;
    this.standing = standing;
    this.turns = turns;
    this.backoff = new Backoff(uid);
  }

  @Override
  public String key() {
    return ""; // each says something of its own
  }

  boolean isSent() {
    return sent;
  }

  void replace(GangStatus newer) {
    next = newer;
  }

  void retract() {
    retracted = true;
  }

  /** Something else waits behind this: go now. */
  void hurry() {
    if (lane != null && !sent && !retracted) {
      send(lane);
    }
  }

  @Override
  public void start(Lane startedIn) {
    lane = startedIn;
    if (turns == null) {
      send(startedIn);
    } else {
      turns.await(
          startedIn.gang().uid(),
          () -> {
            inTurn = !sent && !retracted;
            send(startedIn);
            return inTurn;
          });
    }
  }

  private void send(Lane in) {
    if (sent || retracted) {
      return;
    }
    sent = true;
    write(in);
  }

  private void write(Lane in) {
    var rank = turns != null ? Rank.LAST : next.phase() == Phase.RESUMING ? Rank.SOON : Rank.USUAL;
    var bare = in.source().bare();
    means
        .api()
        .ranked(rank)
        .patch(
            in.ref(),
            bare.isPresent() ? "" : "status",
            PatchType.MERGE,
            bare.map(kind -> bareBody(in, kind)).orElseGet(() -> body(in)),
            answer -> answered(in, answer));
  }

  private Map<String, @Nullable Object> body(Lane in) {
    return Trees.map(
        "metadata",
        Trees.map("resourceVersion", in.version()),
        "status",
        StatusMap.mergePatch(next, standing.get()));
  }

  /** What is decided of such a gang and whether its object is held are one write. */
  private Map<String, @Nullable Object> bareBody(Lane in, BareKind kind) {
    boolean isOver =
        means
            .mirror()
            .gang(in.gang().uid())
            .flatMap(GangEntry::bare)
            .map(Bare::isOver)
            .orElse(false);
    return BareMap.patch(kind, in.version(), next, standing.get(), isOver);
  }

  private void answered(Lane in, Answer answer) {
    if (turns != null && inTurn) {
      inTurn = false;
      turns.done(in.gang().uid());
    }
    switch (Result.of(answer)) {
      case DONE -> {
        if (refusals > 0) {
          means.mirror().allow(in.gang().uid());
        }
        in.answered(((Answer.Done) answer).object());
        in.next();
      }
      case GONE, MOVED -> {
        means.log().setback(in.gang().name(), "status", answer);
        in.lookAgain(backoff);
      }
      // Reading could not tell whether a lost write is still to come; the same write again, bound
      // to the same version, either is done or proves that nothing bound to it ever will be.
      case UNCLEAR, LATER, INVALID, FORBIDDEN -> {
        if (isRefused(in, answer)) {
          refused(in, answer);
          if (next.phase() == Phase.RESUMING) {
            in.drop();
            return;
          }
        }
        means.log().setback(in.gang().name(), "status", answer);
        means.loop().after(backoff.next(Result.pause(answer)), () -> write(in));
      }
    }
  }

  /**
   * An object that is the gang itself may be refused for what others wrote into it, or by others
   * who have a say: it must not have room for that.
   */
  private static boolean isRefused(Lane in, Answer answer) {
    boolean says = Result.of(answer) == Result.INVALID || Result.of(answer) == Result.FORBIDDEN;
    return says && in.source().bare().isPresent();
  }

  private void refused(Lane in, Answer answer) {
    var uid = in.gang().uid();
    means.mirror().deny(uid, "cannot be changed: " + Result.words(answer));
    int times = ++refusals;
    means
        .loop()
        .after(
            REFUSED_MILLIS,
            () -> {
              if (refusals == times) {
                means.mirror().allow(uid);
              }
            });
  }
}
