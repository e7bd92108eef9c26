package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.BareMap;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.scheduler.kube.map.Priorities;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All gangs, with their pods, objects and intents. What an event touches is noted and worked out
 * once, when somebody looks.
 */
final class GangIndex implements PodIndex.Owners {
  /** Under which an earlier attempt of a gang is charged. */
  private static final String BEFORE = " before";

  private final Occupancy occupancy;
  private final FaultToleranceDefaults defaults;
  private final Predecessors predecessors;
  private final Quarantine quarantine;
  private final Runs runs;
  private final PodIndex pods;
  private final ChildIndex children = new ChildIndex(this::touch);
  private final Map<String, GangEntry> byUid = new TreeMap<>();
  private final Map<String, String> byName = new HashMap<>();
  private final Map<String, String> byMaker = new HashMap<>();
  private final Intended intended = new Intended();
  private final TreeSet<String> touched = new TreeSet<>();
  private final TreeSet<String> toSeat = new TreeSet<>();
  private final TreeSet<String> news = new TreeSet<>();
  private final Map<String, String> underWay = new HashMap<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private final Awaited awaited = new Awaited();
  private Priorities priorities = Priorities.NONE;
  private final PodsMade podsMade = new PodsMade();
  private PersistentMap<Gang> view = PersistentMap.empty();

  GangIndex(
      Occupancy occupancy,
      FaultToleranceDefaults defaults,
      Predecessors predecessors,
      Quarantine quarantine,
      Runs runs) {
    this.occupancy = occupancy;
    this.defaults = defaults;
    this.predecessors = predecessors;
    this.quarantine = quarantine;
    this.runs = runs;
    this.pods = new PodIndex(occupancy, this, children);
  }

  PodIndex pods() {
    return pods;
  }

  ChildIndex children() {
    return children;
  }

  PersistentMap<Gang> view() {
    return view;
  }

  /** Takes in AppWrappers. */
  Feed.Sink sink(GangSource source) {
    return new Feed.Sink() {
      @Override
      public void put(Meta meta, Map<String, @Nullable Object> object) {
        GangIndex.this.put(source, meta, object);
      }

      @Override
      public void remove(String uid) {
        GangIndex.this.remove(uid);
      }
    };
  }

  void put(GangSource source, Meta meta, Map<String, @Nullable Object> object) {
    var read =
        source
            .bare()
            .map(kind -> BareMap.gang(kind, object, defaults, priorities, predecessors))
            .orElseGet(() -> GangMap.gang(object, defaults, priorities, predecessors));
    var gang = read.gang(new Observed(List.of(), Observed.PodTally.NONE, read.finalizer()));
    var known = byUid.get(meta.uid());
    if (known == null) {
      byUid.put(meta.uid(), new GangEntry(source, meta, gang, read));
      byName.put(source.key(meta), meta.uid());
      PodSets.makers(byUid.get(meta.uid())).forEach(maker -> byMaker.put(maker, meta.uid()));
    } else {
      known.put(meta, gang, read);
    }
    awaited.of(gang.spec());
    touch(meta.uid());
    namesake(source, meta).ifPresent(other -> touch(other.meta.uid()));
  }

  /** The AppWrapper of the same name in the other group. */
  private Optional<GangEntry> namesake(GangSource source, Meta meta) {
    return source
        .otherGroup()
        .map(other -> byName.get(other.key(meta)))
        .flatMap(uid -> Optional.ofNullable(byUid.get(uid)));
  }

  /** See {@link Mirror#awaited}. */
  Collection<Kinds.ChildKind> awaited() {
    return awaited.kinds();
  }

  void remove(String uid) {
    var gone = byUid.remove(uid);
    if (gone != null) {
      byName.remove(gone.source.key(gone.meta), uid);
      PodSets.makers(gone).forEach(maker -> byMaker.remove(maker, uid));
      touch(uid);
      namesake(gone.source, gone.meta).ifPresent(other -> touch(other.meta.uid()));
    }
  }

  @Override
  public void podsOfGang(String key) {
    touch(byName.get(key));
    touch(byName.get(GangSource.older(key)));
  }

  @Override
  public void podsOfMaker(String key) {
    touch(byMaker.get(key));
  }

  Optional<GangEntry> find(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  Collection<GangEntry> all() {
    return byUid.values();
  }

  void touch(@Nullable String uid) {
    if (uid != null) {
      touched.add(uid);
    }
  }

  /** The classes that give priorities changed. */
  void reprioritise(UnaryOperator<Priorities> change) {
    priorities = change.apply(priorities);
    for (var gang : byUid.values()) {
      var spec = gang.stored.spec();
      int priority = gang.ranking.priority(priorities);
      if (priority != spec.priority()) {
        gang.stored = gang.stored.withSpec(spec.withPriority(priority));
        touch(gang.meta.uid());
      }
    }
  }

  void assume(String uid, @Nullable GangStatus status) {
    change(uid, gang -> gang.assumed = status);
  }

  void found(String uid, int component, Outcome outcome) {
    change(uid, gang -> gang.outcomes.put(component, outcome));
  }

  int deny(String uid, String problem) {
    change(uid, gang -> gang.deny(problem));
    return find(uid).map(gang -> gang.denials).orElse(0);
  }

  void allow(String uid) {
    change(uid, GangEntry::allow);
  }

  private void change(String uid, Consumer<GangEntry> change) {
    var gang = byUid.get(uid);
    if (gang != null) {
      change.accept(gang);
      touch(uid);
      namesake(gang.source, gang.meta).ifPresent(other -> touch(other.meta.uid()));
    }
  }

  void takingDown(String uid, int epoch) {
    var gang = byUid.get(uid);
    if (gang != null && gang.takenDown < epoch) {
      gang.takenDown = epoch;
      touch(uid);
    }
  }

  void intents(List<Intent> counted, List<Intent> leaving) {
    touched.addAll(intended.put(counted, leaving));
  }

  void intend(Intent intent) {
    intended.add(intent);
    touch(intent.gangUid());
  }

  /** Works out all that was touched. */
  void refresh(Watched watched, long now) {
    for (var uid : touched) {
      var gang = byUid.get(uid);
      if (gang == null) {
        view = view.without(uid);
        occupancy.forget(uid);
        occupancy.forget(uid + BEFORE);
        occupancy.bar(uid, intended.nodesLeft(uid));
        runs.follow(uid, 0, List.of(), now);
      } else {
        quarantine.guard(gang.meta, () -> refresh(gang, watched, now));
      }
    }
    toSeat.addAll(touched);
    news.addAll(touched);
    touched.clear();
  }

  private void refresh(GangEntry gang, Watched watched, long now) {
    var uid = gang.meta.uid();
    gang.members = PodSets.members(gang, namesake(gang.source, gang.meta), pods);
    podsMade.follow(gang, now);
    runs.follow(uid, gang.epoch(), gang.members, now);
    var observed = new Observation(gang, children.of(uid), watched).observed();
    gang.shown = gang.stored.withStatus(gang.status()).withObserved(observed);
    if (!view.get(uid).equals(Optional.of(gang.shown))) {
      view = view.with(uid, gang.shown);
    }
    addDoubts(gang, watched, doubts);
    var demand = gang.stored.spec().demand();
    var promised = Promised.to(gang, intended.of(uid));
    var leaving = Promised.by(gang, intended.leaving(uid));
    occupancy.promise(uid, Promises.of(demand, promised, gang.members, underWay));
    occupancy.promise(uid + BEFORE, Promises.of(demand, promised.before(), List.of(), underWay));
    occupancy.leave(uid, Promises.of(demand, leaving, List.of(), underWay));
    occupancy.bar(uid, Set.of());
    occupancy.send(uid, Promises.sent(gang.members, underWay));
    occupancy.strays(uid, Strays.of(gang, promised.podSets()));
  }

  /** See {@link Mirror#news}. */
  List<String> news() {
    var found = List.copyOf(news);
    news.clear();
    return found;
  }

  /** When pods were last made for gangs that are being started. */
  PodsMade podsMade() {
    return podsMade;
  }

  /** See {@link Mirror#doubts}. */
  List<Doubt> doubts() {
    var found = List.copyOf(doubts);
    doubts.clear();
    return found;
  }

  List<Doubt> allDoubts(Watched watched) {
    var all = new ArrayList<Doubt>();
    byUid.values().forEach(gang -> addDoubts(gang, watched, all));
    return all;
  }

  private void addDoubts(GangEntry gang, Watched watched, List<Doubt> into) {
    var observation = new Observation(gang, children.of(gang.meta.uid()), watched);
    for (int i = 0; i < gang.stored.spec().objects().size(); i++) {
      if (observation.inDoubt(i)) {
        into.add(new Doubt(gang.meta.uid(), gang.epoch(), i));
      }
    }
  }

  /**
   * See {@link Mirror#seats}. Looks only at gangs that changed since it was called last, or whose
   * pods wait for room.
   */
  List<Seat> seats() {
    var seats = new ArrayList<Seat>();
    var waiting = new ArrayList<String>();
    var rooms = occupancy.rooms();
    for (var uid : toSeat) {
      var gang = byUid.get(uid);
      if (gang != null && gang.holding().isPresent()) {
        var seating = Seating.of(gang, underWay, rooms);
        seats.addAll(seating.seats());
        if (seating.waiting()) {
          waiting.add(uid);
        }
      }
    }
    toSeat.clear();
    toSeat.addAll(waiting);
    return seats;
  }

  /** See {@link Mirror#sending}. */
  boolean sending(Seat seat) {
    touch(seat.gangUid());
    return underWay.putIfAbsent(seat.pod().view().uid(), seat.node()) == null;
  }

  void sent(Seat seat) {
    underWay.remove(seat.pod().view().uid());
    touch(seat.gangUid());
  }

  boolean isUnderWay(String podUid) {
    return underWay.containsKey(podUid);
  }

  /** Looks at the held pods of this gang again, though nothing about it changed. */
  void seatAgain(String uid) {
    toSeat.add(uid);
  }
}
