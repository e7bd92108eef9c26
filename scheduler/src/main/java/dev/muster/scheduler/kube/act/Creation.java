package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.map.Priorities;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.kube.watch.Outcome;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Creates wrapped objects of one attempt, in order, each once. The gang is read again before,
 * unless a write just before told it, since the mirror keeps no templates, and since what it says
 * now counts. A name that is taken by an object of this gang and attempt is that object: this one
 * was here before. The first that cannot be created ends it.
 */
final class Creation implements Lane.Step {
  static final String KEY = "create";
  private static final String TAKEN = "resource %s exists, but is not controlled by appwrapper";
  private final Means means;
  private final int epoch;
  private final List<Integer> indices;
  private final Backoff backoff;

  Creation(Means means, String gangUid, int epoch, List<Integer> indices) {
    this.means = means;
    this.epoch = epoch;
    this.indices = indices;
    this.backoff = new Backoff(gangUid);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public void start(Lane lane) {
    lane.takeFresh().ifPresentOrElse(object -> begin(lane, object), () -> read(lane));
  }

  private void read(Lane lane) {
    means
        .api()
        .get(
            lane.ref(),
            answer -> {
              switch (Result.of(answer)) {
                case DONE -> begin(lane, ((Answer.Done) answer).object());
                case GONE -> {
                  means.mirror().goneGang(lane.source(), lane.gang().uid());
                  lane.drop();
                }
                case MOVED, LATER, UNCLEAR, INVALID, FORBIDDEN ->
                    means.loop().after(backoff.next(Result.pause(answer)), () -> read(lane));
              }
            });
  }

  private void begin(Lane lane, Map<String, @Nullable Object> object) {
    if (!lane.seen(object)) {
      lane.drop();
      return;
    }
    var read = GangMap.gang(object, FaultToleranceDefaults.STANDARD, Priorities.NONE);
    var gang = read.gang(Observed.NOTHING);
    var admission = gang.status().latestAdmission().filter(a -> a.epoch() == epoch);
    boolean current = gang.status().phase() == Phase.RESUMING && !Meta.of(object).terminating();
    if (!current || admission.isEmpty()) {
      lane.drop(); // the decision was made on something else
      return;
    }
    var components = Trees.asList(Trees.asObject(object.get("spec")).get("components"));
    var attempt = new Attempt(lane, gang, admission.get(), components);
    means.permits().ask(lane.ref(), object, wrapped(components), attempt::begin);
  }

  private List<Permits.Wrapped> wrapped(List<?> components) {
    return indices.stream()
        .filter(index -> index < components.size())
        .map(index -> Trees.asObject(Trees.asObject(components.get(index)).get("template")))
        .map(template ->
            new Permits.Wrapped(
                Trees.asText(template.get("apiVersion")), Trees.asText(template.get("kind"))))
        .toList();
  }

  /** Goes through the objects of one gang as it was read. */
  private final class Attempt {
    private final Lane lane;
    private final Gang gang;
    private final Admission admission;
    private final List<?> components;
    private Predicate<Api.Kind> covers = kind -> false;

    Attempt(Lane lane, Gang gang, Admission admission, List<?> components) {
      this.lane = lane;
      this.gang = gang;
      this.admission = admission;
      this.components = components;
    }

    void begin(Permits.Outcome outcome) {
      switch (outcome) {
        case Permits.Outcome.Granted granted -> {
          covers = granted.covers();
          next(0);
        }
        case Permits.Outcome.Unknown unknown -> {
          // No fault of the gang: it keeps its place, and is read again, since it may be changed.
          means.log().setback(gang.id().name(), "rights of its submitter", unknown.problem());
          means.loop().after(backoff.next(0), () -> read(lane));
        }
        case Permits.Outcome.Denied denied -> {
          means.log().did(gang.id(), "forbidden", "its submitter may not create what it wraps");
          lane.next();
        }
      }
    }

    void next(int position) {
      if (position >= indices.size()) {
        lane.next();
        return;
      }
      int index = indices.get(position);
      if (index >= components.size()) {
        refuse(index, "there is no component " + index);
        return;
      }
      Map<String, @Nullable Object> child;
      try {
        child = builder(Trees.asObject(components.get(index)), index).build(means.podScheduler());
      } catch (ChildBuilder.Unbuildable unbuildable) {
        refuse(index, String.valueOf(unbuildable.getMessage()));
        return;
      } catch (RuntimeException defect) { // an object must not stop its lane, whatever it is
        means.log().defect("create", defect);
        refuse(index, "cannot be made from its template");
        return;
      }
      means
          .api()
          .resolve(
              Trees.asText(child.get("apiVersion")),
              Trees.asText(child.get("kind")),
              kind -> resolved(position, child, kind));
    }

    private ChildBuilder builder(Map<String, @Nullable Object> component, int index) {
      return new ChildBuilder(gang, lane.source().apiVersion(), admission, component, index);
    }

    private void resolved(
        int position, Map<String, @Nullable Object> child, Optional<Api.Kind> kind) {
      if (kind.isEmpty() || !kind.get().namespaced()) {
        var name = child.get("apiVersion") + " " + child.get("kind");
        var problem = kind.isEmpty() ? " is not served here" : " is not a namespaced kind";
        refuse(indices.get(position), name + problem);
        return;
      }
      if (!covers.test(kind.get())) { // nobody was asked about a kind that was not served then
        fail(indices.get(position), kind.get().plural() + " are served only since a moment ago");
        return;
      }
      means
          .api()
          .create(
              kind.get(),
              gang.id().namespace(),
              child,
              answer -> created(position, kind.get(), child, answer));
    }

    private void created(
        int position, Api.Kind kind, Map<String, @Nullable Object> child, Answer answer) {
      switch (Result.of(answer)) {
        case DONE -> {
          var name = Meta.of(((Answer.Done) answer).object()).name();
          means.log().did(gang.id(), "create", kind.plural() + " " + name);
          present(position, kind, ((Answer.Done) answer).object());
        }
        case MOVED, UNCLEAR -> compare(position, kind, Meta.of(child).name(), answer);
        case INVALID -> refuse(indices.get(position), Result.words(answer));
        case GONE, LATER, FORBIDDEN -> fail(indices.get(position), Result.words(answer));
      }
    }

    /** The name is taken, or maybe we took it: whose is it? */
    private void compare(int position, Api.Kind kind, String name, Answer why) {
      int index = indices.get(position);
      var ref = new Api.Ref(kind, gang.id().namespace(), name);
      means
          .api()
          .get(
              ref,
              answer -> {
                if (answer instanceof Answer.Done done) {
                  judge(position, ref, done.object());
                } else {
                  fail(index, Result.words(why));
                }
              });
    }

    private void judge(int position, Api.Ref ref, Map<String, @Nullable Object> object) {
      int index = indices.get(position);
      var meta = Meta.of(object);
      if (!ChildBuilder.isOurs(meta, gang.id().uid())) {
        refuse(index, String.format(TAKEN, ref.name()));
      } else if (meta.terminating()) {
        means.mirror().fold(ref.kind(), object);
        fail(index, ref.name() + " of an earlier attempt is still being deleted");
      } else if (!Children.epochOf(meta).equals(Integer.toString(epoch))) {
        Children.delete(means, ref, meta.uid(), false, answer -> {});
        fail(index, ref.name() + " of an earlier attempt is being deleted");
      } else {
        means.log().did(gang.id(), "adopt", ref.kind().plural() + " " + ref.name());
        present(position, ref.kind(), object);
      }
    }

    private void present(int position, Api.Kind kind, Map<String, @Nullable Object> object) {
      int index = indices.get(position);
      means.mirror().fold(kind, object);
      found(index, State.PRESENT, "");
      next(position + 1);
    }

    private void refuse(int index, String problem) {
      means.log().did(gang.id(), "refused", problem);
      found(index, State.REFUSED, problem);
      lane.next();
    }

    private void fail(int index, String problem) {
      means.log().setback(gang.id().name(), "create", problem);
      found(index, State.ERROR, problem);
      lane.next();
    }

    private void found(int index, State state, String problem) {
      means.mirror().found(gang.id().uid(), index, new Outcome(epoch, state, problem));
    }
  }
}
