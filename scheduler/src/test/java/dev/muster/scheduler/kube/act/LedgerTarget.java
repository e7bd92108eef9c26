package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api.Ref;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.client.JsonText;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whatever somebody wrote into the Cluster object, a leader takes the ledger over with a term that
 * rises, reads the same as is listed, and can admit.
 */
public final class LedgerTarget {
  private static final Ref LOCAL = new Ref(Kinds.CLUSTERS, "", "local");

  private LedgerTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    JsonText.read(input).ifPresent(LedgerTarget::check);
  }

  private static void check(Map<String, @Nullable Object> object) {
    var loop = new ManualLoop();
    var api = new FakeApi(loop);
    api.put(LOCAL, object);
    var mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
    var ledger = new Ledger(Testing.means(api, loop, mirror), () -> {});
    var told = new ArrayList<String>();
    long before = term(api);
    ledger.takeOver(term -> told.add("term " + term));
    loop.runFor(1_000);
    if (told.size() != 1 || ledger.term() <= before || ledger.term() != term(api)) {
      throw new AssertionError("after term " + before + ": " + told + ", stored " + term(api));
    }
    var placement = new Placement("workers", 3, new TreeMap<>(Map.of("n1", 2, "n2", 1)));
    var intent = new Intent("new", new Admission("local", 1, true, List.of(placement)));
    ledger.append(intent, listed -> told.add("listed " + listed));
    loop.runFor(60_000);
    mirror.observe(loop.now());
    if (!told.getLast().equals("listed true") || !ledger.listed().contains(intent)) {
      throw new AssertionError(told + ", " + ledger.listed());
    }
    for (var listed : ledger.listed()) {
      if (!Intents.parse(Intents.toTree(listed)).equals(listed)) {
        throw new AssertionError("written and read it is not " + listed);
      }
    }
  }

  private static long term(FakeApi api) {
    var status = Trees.asObject(Trees.asObject(api.objects.get(LOCAL)).get("status"));
    return Trees.asObject(status.get("ledger")).get("term") instanceof Long term
        ? Math.max(0, term)
        : 0;
  }
}
