package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Checks after every write to the store that the scheduler keeps its word, from outside: it reads
 * the objects on the wire, works out for itself what gangs ask for, and shares no code with the
 * scheduler. What it watches:
 *
 * <ul>
 *   <li>no write promises or takes more of a node than there is ({@link Capacity})
 *   <li>a gang is placed whole within its grace periods or not at all, and nothing of a gang exists
 *       that is not admitted ({@link GangRules}, {@link Belongings})
 *   <li>no accepted gang vanishes, and its phase is one of the eight words ({@link GangRules})
 *   <li>no gang overtakes a better one of its queue that would have fitted ({@link OrderRule})
 *   <li>nothing outlives its gang by more than two sweeps ({@link Belongings})
 * </ul>
 *
 * <p>Costs what a write touches, but for an admission: that is compared with those that wait.
 * Confined to the thread of the store.
 */
public final class Watchdog {
  private final Findings findings = new Findings();
  private final Timetable timetable = new Timetable();
  private final LongSupplier now;
  private final Capacity capacity;
  private final Claims claims;
  private final OrderRule order;
  private final GangRules gangs;

  /**
   * Begins with what {@code store} holds, and follows it.
   *
   * @param now milliseconds that never go back
   */
  public Watchdog(Store store, LongSupplier now, Settings settings) {
    this(store, now, now, settings);
  }

  /**
   * The same with a clock of its own for grace periods, which may stand while nobody can keep them.
   *
   * @param now milliseconds for what must happen within a time
   * @param clock milliseconds for what the scheduler need not know of yet
   */
  public Watchdog(Store store, LongSupplier now, LongSupplier clock, Settings settings) {
    this(now, clock, settings);
    findings.read(() -> present(store).forEach(this::accept));
    capacity.checkAll("what was there at the start");
    store.onChange(this::tell);
  }

  /**
   * Begins with nothing, in a cluster whose store is elsewhere: whoever sees its writes {@linkplain
   * #tell tells} of them.
   *
   * @param now milliseconds that never go back
   */
  public Watchdog(LongSupplier now, Settings settings) {
    this(now, now, settings);
  }

  private Watchdog(LongSupplier now, LongSupplier clock, Settings settings) {
    this.now = now;
    this.capacity = new Capacity(findings, clock, settings.newsMillis());
    this.claims = new Claims(capacity, now);
    this.order = new OrderRule(capacity, claims, findings, settings, timetable);
    this.gangs = new GangRules(new Observed(capacity, order, findings, timetable, now), settings);
  }

  /** What is there already, owners before what they own. */
  private static List<Change> present(Store store) {
    var result = new ArrayList<Change>();
    for (ResourceType type : store.types()) {
      if (store.handle(Request.list(type, "", Options.NONE)) instanceof Response.Success success) {
        for (var object : Trees.maps(success.body(), "items")) {
          result.add(new Change(0, ChangeType.ADDED, type, null, object, ""));
        }
      }
    }
    result.sort(Comparator.comparingInt(change -> depth(change.object())));
    return result;
  }

  private static int depth(Object object) {
    if (Trees.text(object, "kind").equals("Pod")) {
      return 3;
    }
    var owners = Trees.maps(object, "metadata", "ownerReferences");
    boolean top = owners.stream().anyMatch(o -> Trees.text(o, "kind").equals("AppWrapper"));
    return owners.isEmpty() ? 0 : top ? 1 : 2;
  }

  /** What is taken, promised, or claimed by gangs on their way out, of each node. */
  public SortedMap<String, Amounts> taken() {
    var taken = new TreeMap<String, Amounts>(capacity.totals());
    gangs.claimed().forEach((node, amounts) -> taken.merge(node, amounts, Amounts::plus));
    return taken;
  }

  /** What was found so far, and what is overdue by now. */
  public Report report() {
    timetable.run(now.getAsLong());
    return findings.report();
  }

  /** A write changed something; told in the order of the writes. */
  public void tell(Change change) {
    findings.write(change.version());
    timetable.run(now.getAsLong());
    accept(change);
  }

  private void accept(Change change) {
    boolean gone = change.type() == ChangeType.DELETED;
    var object = change.object();
    claims.see(change);
    switch (change.resource().qualifiedName()) {
      case "nodes" -> {
        if (gone) {
          capacity.removeNode(Trees.name(object));
        } else {
          capacity.putNode(object);
        }
      }
      case "priorityclasses.scheduling.k8s.io" -> order.putClass(object);
      case "appwrappers.workload.codeflare.dev" -> gangs.gang(change);
      case "appwrappers.mcad.ibm.com" -> gangs.gang(OlderGroup.today(change));
      case "clusters.muster.dev" -> {
        if (Trees.name(object).equals("local")) {
          gangs.ledger(gone ? List.of() : Trees.maps(object, "status", "ledger", "intents"));
        }
      }
      case "pods" -> gangs.pod(change);
      default -> gangs.child(change);
    }
  }
}
