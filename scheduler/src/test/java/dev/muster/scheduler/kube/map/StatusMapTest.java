package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.convert.OlderGroup;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusMapTest {
  private static final long SECOND = 1000;

  @Test
  void statusOfARunningGangIsWrittenAsClientsReadIt() {
    var status =
        GangStatus.UNSEEN
            .withPhase(Phase.RUNNING)
            .withResets(1)
            .withComponents(
                List.of(
                    new ComponentStatus(
                        "tune",
                        "RayCluster",
                        "ray.io/v1",
                        List.of(
                            new ComponentStatus.EffectivePodSet(
                                "template.spec.headGroupSpec.template", 1)),
                        new TreeMap<>())))
            .withAdmission(
                new Admission(
                    "local",
                    2,
                    true,
                    List.of(new Placement("0.head", 1, new TreeMap<>(Map.of("node-7", 1))))))
            .with(
                Condition.QUOTA_RESERVED,
                Condition.Status.TRUE,
                "Resuming",
                "Suspend is false",
                1_700_000_000_999L);
    assertThat(StatusMap.toTree(status, Standing.NONE))
        .isEqualTo(
            yaml(
                """
                phase: Running
                resettingCount: 1
                conditions:
                - {type: QuotaReserved, status: 'True', reason: Resuming, message: Suspend is false, lastTransitionTime: '2023-11-14T22:13:20Z'}
                componentStatus:
                - name: tune
                  kind: RayCluster
                  apiVersion: ray.io/v1
                  podSets: [{path: template.spec.headGroupSpec.template, replicas: 1}]
                  conditions: []
                admission:
                  cluster: local
                  attempt: 2
                  exact: true
                  podSets: [{name: 0.head, count: 1, nodes: {node-7: 1}}]
                """));
  }

  @Test
  void waitingGangShowsWhatItLacksAndWhereItStands() {
    var shortage =
        new Verdict.Shortage(
            "0.w",
            4,
            2,
            "nvidia.com/gpu",
            List.of(new Verdict.CauseCount(Verdict.Cause.RESOURCES, 3)));
    var status =
        GangStatus.UNSEEN
            .withPhase(Phase.SUSPENDED)
            .withVerdict(new Verdict.NodesInUse(shortage), 0);
    var tree =
        StatusMap.toTree(
            status, new Standing("lq", OptionalInt.of(3), OptionalLong.of(1_700_000_000_000L)));
    assertThat(tree.get("verdict"))
        .isEqualTo(
            yaml(
                """
                code: NodesInUse
                reason: 'Insufficient free room on the nodes: 0.w wants 4 pods, 2 fit; nodes that take no more: 3 too little nvidia.com/gpu'
                queue: lq
                position: 3
                eta: '2023-11-14T22:13:20Z'
                shortages:
                - {scope: nodes, resource: pods, podSet: 0.w, needed: '4', available: '2', lacking: nvidia.com/gpu, causes: [{cause: Resources, nodes: 3}]}
                """));
  }

  @Property
  void statusReadsBackAsWrittenButForPartsOfSeconds(@ForAll long seed) {
    var status = Statuses.of(seed);
    assertThat(StatusMap.parse(StatusMap.toTree(status, Standing.NONE)))
        .isEqualTo(inSeconds(status));
  }

  @Property
  void mergePatchLeavesNothingOfWhatStoodThereBefore(@ForAll long before, @ForAll long after) {
    var stored =
        StatusMap.toTree(
            Statuses.of(before), new Standing("q", OptionalInt.of(1), OptionalLong.of(1)));
    var wanted = Statuses.of(after);
    var merged = merge(stored, StatusMap.mergePatch(wanted, Standing.NONE));
    assertThat(merged).isEqualTo(StatusMap.toTree(wanted, Standing.NONE));
  }

  @Property(tries = 300)
  void whatIsWrittenInTheOlderGroupIsReadAsItWasWritten(@ForAll long before, @ForAll long after) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (var seed : List.of(before, after)) {
      var wanted = Statuses.of(seed);
      Map<String, @Nullable Object> body =
          new LinkedHashMap<>(Map.of("status", StatusMap.mergePatch(wanted, Standing.NONE)));
      object = merge(object, OlderGroup.statusPatch(body));
      var read = OlderGroup.read(object).get("status");
      if (wanted.forMcad().isPresent()) { // as all gangs of that group have it
        assertThat(read).isEqualTo(StatusMap.toTree(wanted, Standing.NONE));
      }
    }
  }

  @Test
  void nothingIsWrittenWithoutAPhase() {
    assertThat(StatusMap.toTree(GangStatus.UNSEEN.withResets(2), Standing.NONE)).isEmpty();
    assertThat(StatusMap.parse(yaml("{resettingCount: 2}"))).isEqualTo(GangStatus.UNSEEN);
    assertThat(StatusMap.parse(yaml("{phase: Dancing}"))).isEqualTo(GangStatus.UNSEEN);
  }

  @Test
  void foreignStatusGivesDefaultsWhereItCannotBeRead() {
    var status =
        StatusMap.parse(
            yaml(
                """
                phase: Running
                resettingCount: many
                conditions: [{type: QuotaReserved, status: Perhaps, lastTransitionTime: today}, 3]
                componentStatus: {}
                admission: {cluster: local, podSets: [{nodes: [1]}]}
                verdict: {code: Whatever}
                """));
    assertThat(status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(status.resets()).isZero();
    assertThat(status.condition(Condition.QUOTA_RESERVED))
        .contains(new Condition(Condition.QUOTA_RESERVED, Condition.Status.UNKNOWN, "", "", 0));
    assertThat(status.components()).isEmpty();
    assertThat(status.latestAdmission())
        .contains(new Admission("local", 0, false, List.of(new Placement("", 0, new TreeMap<>()))));
    assertThat(status.latestVerdict()).isEmpty();
  }

  private static GangStatus inSeconds(GangStatus status) {
    return new GangStatus(
        status.phase(),
        status.resets(),
        inSeconds(status.conditions()),
        status.components().stream()
            .map(c ->
                new ComponentStatus(
                    c.name(), c.kind(), c.apiVersion(), c.podSets(), inSeconds(c.conditions())))
            .toList(),
        status.admission(),
        status.verdict(),
        status.mcad());
  }

  private static SortedMap<String, Condition> inSeconds(SortedMap<String, Condition> conditions) {
    var cut = new TreeMap<String, Condition>();
    conditions.forEach((type, c) ->
        cut.put(
            type,
            new Condition(type, c.status(), c.reason(), c.message(), c.since() / SECOND * SECOND)));
    return cut;
  }

  /** What a server makes of a JSON merge patch. */
  private static Map<String, @Nullable Object> merge(Map<?, ?> target, Map<?, ?> patch) {
    var merged = new LinkedHashMap<String, @Nullable Object>();
    target.forEach((key, value) -> merged.put(String.valueOf(key), value));
    patch.forEach((key, value) -> {
      var name = String.valueOf(key);
      if (value instanceof Map<?, ?> inner) {
        var old = merged.get(name) instanceof Map<?, ?> map ? map : Map.of();
        merged.put(name, merge(old, inner));
      } else if (value == null) {
        merged.remove(name);
      } else {
        merged.put(name, value);
      }
    });
    return merged;
  }
}
