package dev.muster.simulations.torture;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What must hold whatever happens, besides what the {@linkplain
 * dev.muster.simulations.live.watchdog.Watchdog outside observer} checks, judged after every write
 * from the objects alone.
 *
 * <ul>
 *   <li>EPOCH: the attempts of a gang only rise (I3)
 *   <li>LOST: no scheduler deletes a gang (I4)
 *   <li>DEPOSED: who was succeeded writes no ledger, and no object that its successor wrote (I10)
 *   <li>FENCE: who was succeeded sends nothing any more (I10)
 *   <li>BEYOND: no more pods of a set are sent to nodes than were admitted (I2)
 *   <li>BACK: no process goes back to a version before one that it has seen
 *   <li>ROOMS: in calm no node is thought to be fuller than it is (I11), unless Jobs are queued
 *   <li>READS: reading costs what happens, not what exists
 *   <li>FOREIGN: nobody touches what is not of a gang
 *   <li>GATE: a pod that is to be placed is held when it comes, while webhook and leader are there
 *   <li>HELD: no pod of an object that is queued by itself has a node before it was admitted
 *   <li>LATE: what is created though its gang does not want it any more is gone after {@value
 *       #LATE_MILLIS} ms of calm, and what is held of it never gets a node (I2)
 *   <li>CLOSED: no pod is sent to a node that has been out of use for {@value #CLOSED_MILLIS} ms of
 *       calm
 *   <li>MEMO: a plan does not depend on what was remembered (I15); one of {@value #SAMPLE}
 * </ul>
 */
final class Truth {
  private static final Pattern SCHEDULER = Pattern.compile("s[1-9]-[0-9]+");
  private static final String PLACE = "muster.dev/place";
  private static final long LATE_MILLIS = 60_000;
  private static final long CLOSED_MILLIS = 10_000;
  private static final int SAMPLE = 50;
  private static final int TOLD = 20;
  private static final long READS_PER_WRITE = 1;
  private static final long READS_AT_REST = 200;

  private final World world;
  private final List<String> violations = new ArrayList<>();
  private final SortedMap<String, Long> attempts = new TreeMap<>();
  private final Succession succession = new Succession();
  private final Latecomers latecomers;
  private final Closures closures;
  private final Places places = new Places();
  private final Bookkeeping bookkeeping = new Bookkeeping();
  private boolean queuesJobs;
  private long reads;
  private final Fingerprint fingerprint = new Fingerprint();
  private long plans;
  private long decisions;
  private long writesOfSchedulers;
  private long sent;
  private String lastWrite = "";

  Truth(World world) {
    this.world = world;
    this.closures = new Closures(world.weather()::calmMillis, CLOSED_MILLIS);
    this.latecomers = new Latecomers(world.weather()::calmMillis);
    world.store().onChange(this::see);
  }

  void violation(String rule, String text) {
    if (violations.size() < TOLD) {
      violations.add(
          String.format(
              Locale.ROOT, "%s at %.3f s: %s", rule, world.loop().monotonic() / 1e3, text));
    }
  }

  List<String> violations() {
    return violations;
  }

  /** Of everything that was written, in its order. */
  String trace() {
    return fingerprint.text();
  }

  long events() {
    return fingerprint.count();
  }

  long decisions() {
    return decisions;
  }

  /** Writes of schedulers but for their lease: what changed something, and what was only sent. */
  long writesOfSchedulers() {
    return writesOfSchedulers + sent;
  }

  String lastWrite() {
    return lastWrite;
  }

  void decided() {
    decisions++;
  }

  /** A process sends a write, whatever becomes of it. */
  void sends(String process) {
    sent++;
    if (succession.isDeposed(process)) {
      violation("FENCE", process + " sends a write though another one leads");
    }
  }

  /** What is promised to objects that nothing wraps the outside observer does not know. */
  void queuesJobs() {
    queuesJobs = true;
  }

  /** A process reads one object. */
  void reads() {
    reads++;
  }

  void planned(Snapshot snapshot, Plan plan) {
    if (world.weather().isCalm() && !queuesJobs) {
      bookkeeping
          .problems(snapshot, world.watchdog().taken(), world.loop().monotonic())
          .forEach(problem -> violation("ROOMS", problem));
    } else {
      bookkeeping.forget();
    }
    if (plans++ % SAMPLE == 0) {
      var afresh = new Planner(Rules.DEFAULT).incremental().apply(snapshot);
      if (!afresh.equals(plan)) {
        violation("MEMO", "planned " + plan + ", afresh " + afresh);
      }
    }
  }

  private void see(Change change) {
    fingerprint.add(world.loop().monotonic(), change);
    var kind = change.resource().kind();
    boolean scheduler = isScheduler(change.user());
    if (scheduler && !kind.equals("Lease")) {
      writesOfSchedulers++;
      lastWrite = change.user() + " " + change.type() + " " + label(change);
      succession.check(change, attempt(change)).ifPresent(problem -> violation("DEPOSED", problem));
    }
    if (scheduler && !Trees.annotation(change.object(), Users.SQUATTER).isEmpty()) {
      violation("FOREIGN", change.user() + " touched " + label(change));
    }
    if (kind.equals("AppWrapper")) {
      gang(change, scheduler);
    }
    if (kind.equals("Pod") && change.type() == ChangeType.MODIFIED) {
      bound(change);
    }
    if (kind.equals("Pod") && change.type() == ChangeType.ADDED) {
      pod(change);
    }
    closures.see(change, scheduler).ifPresent(problem -> violation("CLOSED", problem));
    places.see(change, scheduler).ifPresent(problem -> violation("BEYOND", problem));
    latecomers.see(change);
    latecomers.problems(LATE_MILLIS).forEach(problem -> violation("LATE", problem));
  }

  static boolean isScheduler(String user) {
    return SCHEDULER.matcher(user).matches();
  }

  private static String label(Change change) {
    return change.resource().kind() + " " + Trees.name(change.object());
  }

  private static long attempt(Change change) {
    return Trees.number(change.object(), 0, "status", "admission", "attempt");
  }

  private void gang(Change change, boolean byScheduler) {
    var uid = Trees.uid(change.object());
    boolean leaves = Trees.leaving(change.object());
    if (change.type() == ChangeType.DELETED) {
      if (byScheduler && !leaves) {
        violation("LOST", label(change) + " was deleted by a scheduler");
      }
      attempts.remove(uid);
      return;
    }
    boolean left = change.before() != null && Trees.leaving(change.before());
    if (byScheduler && leaves && !left) {
      violation("LOST", label(change) + " was deleted by a scheduler");
    }
    long attempt = attempt(change);
    long before = attempts.getOrDefault(uid, 0L);
    if (attempt < before && !Trees.map(change.object(), "status").isEmpty()) {
      violation("EPOCH", label(change) + " went from attempt " + before + " to " + attempt);
    }
    if (begins(change) && attempt <= before) {
      violation("EPOCH", label(change) + " began attempt " + attempt + " once more");
    }
    attempts.put(uid, Math.max(attempt, before));
  }

  private void pod(Change change) {
    boolean placed = Trees.map(change.object(), "metadata", "labels").containsKey(PLACE);
    boolean held = !Trees.maps(change.object(), "spec", "schedulingGates").isEmpty();
    if (placed && !held && world.webhook().holds()) {
      violation("GATE", label(change) + " is to be placed and came without a gate");
    }
  }

  private void bound(Change change) {
    var job = Trees.text(change.object(), "metadata", "labels", "muster.dev/gang");
    boolean isBound = !Trees.text(change.object(), "spec", "nodeName").isEmpty();
    boolean wasBound = !Trees.text(change.before(), "spec", "nodeName").isEmpty();
    if (job.startsWith("job.") && isBound && !wasBound && !wasAdmitted(job.substring(4))) {
      violation("HELD", label(change) + " has a node, and its Job was never admitted");
    }
  }

  /** One that is gone is no witness. */
  private boolean wasAdmitted(String job) {
    return !(world.get("batch/v1", "Job", job) instanceof Response.Success found)
        || Trees.annotation(found.body(), "muster.dev/status").contains("\"attempt\":");
  }

  private static boolean begins(Change change) {
    var before = change.before() == null ? "" : Trees.text(change.before(), "status", "phase");
    boolean waited = before.isEmpty() || before.equals("Suspended");
    return waited && Trees.text(change.object(), "status", "phase").equals("Resuming");
  }

  /** Then what is created for a gang that does not want it is judged with its time, as LATE. */
  private boolean writesMayBeLate() {
    return world.weather().struck().keySet().stream()
        .map(Act::group)
        .anyMatch(group -> group != Act.Group.USER && group != Act.Group.WORLD);
  }

  /** Writes down what cannot be seen from writes alone, when all is over. */
  void finish(List<String> problems) {
    if (reads > READS_PER_WRITE * sent + READS_AT_REST) {
      violation("READS", reads + " objects were read for " + sent + " writes");
    }
    latecomers.problems(LATE_MILLIS).forEach(problem -> violation("LATE", problem));
    problems.forEach(problem -> violation(problem.split(" ")[0], problem));
    var observed =
        world.watchdog().report().violations().stream()
            .filter(problem -> !writesMayBeLate() || !problem.startsWith("UNADMITTED"))
            .toList();
    violations.addAll(0, observed);
  }
}
