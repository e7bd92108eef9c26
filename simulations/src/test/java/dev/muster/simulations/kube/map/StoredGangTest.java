package dev.muster.simulations.kube.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.map.Manifests;
import dev.muster.scheduler.kube.map.Priorities;
import dev.muster.scheduler.kube.map.Standing;
import dev.muster.scheduler.kube.map.StatusMap;
import dev.muster.scheduler.kube.map.Statuses;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gangs as they come back from an API server that holds them to the definitions as shipped. */
class StoredGangTest {
  private static final Options STRICT = Options.NONE.withFieldValidation("Strict");
  private final Store store = new Store(() -> 1_700_000_000_000L);

  private ResourceType define(String file, String kind) {
    var crds = store.typeOfKind("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    done(Request.create(crds.orElseThrow(), "", Manifests.read(file).getFirst()));
    var apiVersion = kind.equals("AppWrapper") ? "workload.codeflare.dev/v1beta2" : "muster.dev/v1";
    return store.typeOfKind(apiVersion, kind).orElseThrow();
  }

  private Map<String, @Nullable Object> done(Request request) {
    var response = store.handle(request.withOptions(STRICT));
    assertThat(response).isInstanceOf(Response.Success.class);
    return ((Response.Success) response).body();
  }

  private ResourceType gangs() {
    return define("crds/appwrappers.workload.codeflare.dev.yaml", "AppWrapper");
  }

  @Test
  void samplesAreStoredWholeAndReadTheSame() {
    var gangs = gangs();
    for (var file : List.of("samples/ray-cluster.yaml", "samples/job.yaml")) {
      var sample = Manifests.read(file).getFirst();
      var stored = done(Request.create(gangs, "default", sample));
      assertThat(stored.get("spec")).isEqualTo(sample.get("spec"));
      var view = GangMap.gang(stored, FaultToleranceDefaults.STANDARD, Priorities.NONE);
      assertThat(view.spec().demand()).isInstanceOf(Demand.Readable.class);
      assertThat(view.spec().submittedAt()).isEqualTo(1_700_000_000_000L);
    }
  }

  /** R21. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "null | : Required value",
        "7 | : Invalid value: \"integer\"",
        "pod | : Invalid value: \"string\"",
        "[] | : Invalid value: \"array\"",
        "{} | .kind: Required value",
        "{apiVersion: v1} | .kind: Required value",
        "{kind: Pod} | .apiVersion: Required value",
        "{apiVersion: v1, kind: null} | .kind: Required value",
        "{apiVersion: v1, kind: [Pod]} | .kind: Required value",
        "{apiVersion: v1, kind: ''} | .kind: Required value",
      })
  void aTemplateThatIsNoObjectOrHasNoKindIsDeniedWithItsPlace(String template, String why) {
    var gang =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {name: bad}
        spec: {components: [{template: %s}]}
        """
            .formatted(template);
    var response = store.handle(Request.create(gangs(), "default", Objects.yaml(gang)));

    assertThat(response)
        .isInstanceOfSatisfying(
            Response.Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(422);
              assertThat(failure.message()).contains("spec.components[0].template" + why);
            });
  }

  @Test
  void everyStatusIsStoredWholeWhateverStoodThereBefore() {
    var gangs = gangs();
    done(Request.create(gangs, "default", Manifests.read("samples/job.yaml").getFirst()));
    var standing = new Standing("q", OptionalInt.of(2), OptionalLong.of(1_700_000_100_000L));
    for (long seed = 0; seed < 300; seed++) {
      var status = Statuses.of(seed);
      var body = Map.of("status", StatusMap.mergePatch(status, standing));
      var stored =
          done(
              Request.patch(gangs, "default", "sweep", PatchKind.MERGE, body)
                  .withSubresource("status"));
      assertThat(stored.get("status")).isEqualTo(StatusMap.toTree(status, standing));
    }
  }

  @Test
  void statusSurvivesStorage() {
    var gangs = gangs();
    var sample = Manifests.read("samples/job.yaml").getFirst();
    done(Request.create(gangs, "default", sample));
    var unseen =
        GangMap.gang(
            done(Request.get(gangs, "default", "sweep")),
            FaultToleranceDefaults.STANDARD,
            Priorities.NONE);
    assertThat(unseen.status()).isEqualTo(GangStatus.UNSEEN);
    var tree = StatusMap.toTree(Statuses.of(11), Standing.NONE);
    var request =
        Request.patch(gangs, "default", "sweep", PatchKind.MERGE, Map.of("status", tree))
            .withSubresource("status");
    var seen = GangMap.gang(done(request), FaultToleranceDefaults.STANDARD, Priorities.NONE);
    assertThat(seen.status()).isEqualTo(StatusMap.parse(tree));
  }

  @Test
  void clusterIsMadeWithoutASpecAndKeepsItsLedger() {
    var clusters = define("crds/clusters.muster.dev.yaml", "Cluster");
    Map<String, @Nullable Object> local =
        Map.of(
            "apiVersion",
            "muster.dev/v1",
            "kind",
            "Cluster",
            "metadata",
            Map.of("name", "local"),
            "spec",
            Map.of());
    done(Request.create(clusters, "", local));
    var intent =
        Map.of(
            "uid",
            "u1",
            "epoch",
            1L,
            "exact",
            true,
            "podSets",
            List.of(Map.of("name", "0.w", "nodes", Map.of("n1", 2L))));
    var status = Map.of("ledger", Map.of("term", 3L, "intents", List.of(intent)));
    var stored =
        done(
            Request.patch(clusters, "", "local", PatchKind.MERGE, Map.of("status", status))
                .withSubresource("status"));
    assertThat(stored.get("status")).isEqualTo(status);
  }
}
