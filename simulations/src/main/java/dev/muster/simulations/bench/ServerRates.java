package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.simulations.live.objects.Trees;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How fast the API server itself is, asked by nobody else but this: the scale on which a
 * scheduler's rates are to be seen. Gangs are created that belong to another manager, so that no
 * scheduler writes to them, and the status of each is patched.
 */
final class ServerRates {
  /** Rates by second, with so many calls in flight. */
  record Row(int inFlight, BigDecimal create, BigDecimal statusPatch) {}

  static final Api.Kind GANGS =
      new Api.Kind("workload.codeflare.dev", "v1beta2", "appwrappers", true);
  private static final List<Integer> IN_FLIGHT = List.of(8, 32);

  /** This side has to be warm before it measures the other. */
  private static final int WARM_UP_IN_FLIGHT = 16;

  private final Session session;
  private final BenchOptions.Place place;
  private final int calls;
  private int made;

  ServerRates(Session session, BenchOptions.Place place, int calls) {
    this.session = session;
    this.place = place;
    this.calls = calls;
  }

  /** Measures all; what it made is gone afterwards. */
  List<Row> measure(Consumer<String> progress) {
    progress.accept("warming up");
    var unused = round(WARM_UP_IN_FLIGHT);
    var rows = new ArrayList<Row>();
    for (int inFlight : IN_FLIGHT) {
      progress.accept("measuring the server, " + inFlight + " calls in flight");
      rows.add(round(inFlight));
    }
    return rows;
  }

  private Row round(int inFlight) {
    int first = made;
    made += calls;
    var created =
        Burst.run(
                session,
                calls,
                inFlight,
                (i, then) ->
                    session.api().create(GANGS, place.namespace(), gang(name(first + i)), then))
            .orElseThrow("create AppWrappers");
    var patched =
        Burst.run(
                session,
                calls,
                inFlight,
                (i, then) ->
                    session.api().patch(ref(first + i), "status", PatchType.MERGE, status(), then))
            .orElseThrow("patch the status of AppWrappers");
    var deleted =
        Burst.run(
                session,
                calls,
                inFlight,
                (i, then) -> session.api().delete(ref(first + i), Trees.object(), then))
            .orElseThrow("delete AppWrappers");
    assert deleted.done() == calls;
    return new Row(inFlight, created.perSecond(), patched.perSecond());
  }

  private String name(int number) {
    return place.name() + "-rate-" + number;
  }

  private Api.Ref ref(int number) {
    return new Api.Ref(GANGS, place.namespace(), name(number));
  }

  /** The least that webhooks let in; it is managed by nobody who would create the pod. */
  private Map<String, @Nullable Object> gang(String name) {
    var container = Trees.object("name", "main", "image", "none");
    var pod =
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            Trees.object("name", name),
            "spec",
            Trees.object("containers", List.of(container)));
    return Trees.object(
        "apiVersion",
        GANGS.apiVersion(),
        "kind",
        "AppWrapper",
        "metadata",
        Trees.object("name", name, "labels", Trees.object(Labels.BENCH, place.name())),
        "spec",
        Trees.object(
            "managedBy", "muster.dev/bench", "components", List.of(Trees.object("template", pod))));
  }

  /** As large as what a scheduler writes at least. */
  private static Map<String, @Nullable Object> status() {
    var condition =
        Trees.object(
            "type", "QuotaReserved",
            "status", "True",
            "reason", "Measured",
            "message", "Written to measure the server",
            "lastTransitionTime", "2026-01-01T00:00:00Z");
    return Trees.object(
        "status", Trees.object("phase", "Suspended", "conditions", List.of(condition)));
  }
}
