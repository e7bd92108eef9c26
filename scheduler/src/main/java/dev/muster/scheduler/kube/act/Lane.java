package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.GangSource;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.model.GangId;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The writes for one gang, one after the other. The first is bound to the version that its decision
 * was made on, each later one to the answer to the one before. So whatever anybody else writes
 * meanwhile stops the lane: what is left of it is forgotten, and decided again on what is there.
 */
final class Lane {
  /** One write, or several that belong together. Ends by {@link #next} or {@link #drop}. */
  interface Step {
    /** Steps with the same key are the same, and the second is not added; empty = like no other. */
    String key();

    void start(Lane lane);
  }

  private final Means means;
  private final Lanes lanes;
  private final GangId gang;
  private final GangSource source;
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();
  private String version;
  private @Nullable Step current;
  private boolean over;
  private @Nullable Map<String, @Nullable Object> fresh;

  Lane(Means means, Lanes lanes, GangEntry gang) {
    this.means = means;
    this.lanes = lanes;
    this.gang = gang.stored().id();
    this.source = gang.source();
    this.version = gang.meta().version();
  }

  GangId gang() {
    return gang;
  }

  /** What kind of object the gang is. */
  GangSource source() {
    return source;
  }

  Api.Ref ref() {
    return new Api.Ref(source.served(), gang.namespace(), gang.name());
  }

  /** The version that the next write of the gang is bound to. */
  String version() {
    return version;
  }

  void add(Step step) {
    if (!step.key().isEmpty() && has(step.key())) {
      return;
    }
    waiting.add(step);
    if (current == null) {
      means.loop().post(this::begin);
    } else if (current instanceof StatusStep status) {
      status.hurry();
    }
  }

  private boolean has(String key) {
    return (current != null && current.key().equals(key))
        || waiting.stream().anyMatch(step -> step.key().equals(key));
  }

  /** Steps begin when whoever adds them has added all. */
  private void begin() {
    if (current == null && !over) {
      next();
    }
  }

  /** The last step, if it is a status that was not sent yet: a newer status can take its place. */
  Optional<StatusStep> unsent() {
    var last = waiting.isEmpty() ? current : waiting.peekLast();
    return last instanceof StatusStep status && !status.isSent()
        ? Optional.of(status)
        : Optional.empty();
  }

  /** Forgets a status that was not sent: what comes now says more. */
  void retract(StatusStep status) {
    status.retract();
    waiting.remove(status);
    if (current == status) {
      current = null;
      means.loop().post(this::begin);
    }
  }

  /** The current step is done. */
  void next() {
    current = waiting.poll();
    if (current == null) {
      end();
    } else {
      current.start(this);
    }
  }

  /** Takes in an answer that holds the gang as it is now. */
  void answered(Map<String, @Nullable Object> object) {
    means.mirror().foldGang(source, object);
    version = Meta.of(object).version();
    fresh = object;
  }

  /** The gang as the write just before told it, if there was one: as good as a read. */
  Optional<Map<String, @Nullable Object>> takeFresh() {
    var taken = Optional.ofNullable(fresh);
    fresh = null;
    return taken;
  }

  /** Forgets the rest: what is stored speaks again. */
  void drop() {
    waiting.clear();
    current = null;
    end();
    lanes.dropped(gang.uid());
  }

  private void end() {
    over = true;
    lanes.ended(this);
  }

  /** Reads the gang, then forgets the rest: somebody else wrote, or maybe we did. */
  void lookAgain(Backoff backoff) {
    means
        .api()
        .get(
            ref(),
            answer -> {
              switch (Result.of(answer)) {
                case DONE -> {
                  seen(((Answer.Done) answer).object());
                  drop();
                }
                case GONE -> {
                  means.mirror().goneGang(source, gang.uid());
                  drop();
                }
                case MOVED, LATER, UNCLEAR, INVALID, FORBIDDEN ->
                    means
                        .loop()
                        .after(backoff.next(Result.pause(answer)), () -> lookAgain(backoff));
              }
            });
  }

  /** Takes in a live read; an object of another UID means that ours is gone. */
  boolean seen(Map<String, @Nullable Object> object) {
    means.mirror().foldGang(source, object);
    boolean same = Meta.of(object).uid().equals(gang.uid());
    if (!same) {
      means.mirror().goneGang(source, gang.uid());
    }
    return same;
  }
}
