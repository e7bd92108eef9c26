package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TableViewTest {
  private final Fixture cluster = new Fixture();
  private final TableView tables = new TableView(() -> cluster.now);

  private List<@Nullable Object> cells(String kind, Map<String, @Nullable Object> object) {
    return tables.rowCells(cluster.type(kind), object);
  }

  private List<String> names(String kind) {
    return tables.columnDefinitions(cluster.type(kind)).stream()
        .map(column -> Trees.textAt(column, "name"))
        .toList();
  }

  @Test
  void customKindShowsItsOwnColumns() {
    cluster.create("customresourcedefinitions.apiextensions.k8s.io", Gadgets.definition());
    cluster.create(Gadgets.NAME, Gadgets.gadget("g", "spec.size", 3L));
    var gadget =
        cluster.mergeStatus(
            Gadgets.NAME,
            "g",
            Fixture.object(
                "status.phase",
                "Up",
                "status.conditions",
                List.of(
                    Trees.of("type", "Other", "status", "False"),
                    Trees.of("type", "Ready", "status", "True"))));
    cluster.now += 3 * 3_600_000;
    assertThat(names(Gadgets.NAME)).containsExactly("Name", "Phase", "Ready", "Size", "Age");
    assertThat(cells(Gadgets.NAME, gadget)).containsExactly("g", "Up", "True", 3L, "3h");
    var empty = Trees.remove(gadget, "status");
    assertThat(cells(Gadgets.NAME, empty)).containsExactly("g", null, null, 3L, "3h");
  }

  @Test
  void customKindWithoutColumnsShowsItsAge() {
    cluster.create("customresourcedefinitions.apiextensions.k8s.io", Gadgets.definition());
    var type = cluster.store.type("example.dev", "v1alpha1", "gadgets").orElseThrow();
    assertThat(type.columns()).containsExactly(BuiltInColumns.AGE);
  }

  @Test
  void tableHasTheFormThatKubectlReads() {
    var node = cluster.create("nodes", Fixture.named("n1"));
    var table =
        tables.table(cluster.type("nodes"), Trees.of("resourceVersion", "5"), List.of(node));
    assertThat(table)
        .containsEntry("kind", "Table")
        .containsEntry("apiVersion", "meta.k8s.io/v1")
        .containsEntry("metadata", Map.of("resourceVersion", "5"));
    assertThat(Trees.listAt(table, "columnDefinitions").get(0))
        .isEqualTo(
            Map.of(
                "name", "Name",
                "type", "string",
                "format", "name",
                "description", "Name of the object, unique in its namespace",
                "priority", 0L));
    assertThat(Trees.listAt(table, "rows").get(0))
        .isEqualTo(
            Trees.of(
                "cells",
                List.of("n1", "Unknown", "<none>", "0s", "", "<none>", "<none>", "", "", ""),
                "object",
                Trees.of(
                    "kind",
                    "PartialObjectMetadata",
                    "apiVersion",
                    "meta.k8s.io/v1",
                    "metadata",
                    node.get("metadata"))));
  }

  @Test
  void nodeShowsItsStatusAndRoles() {
    var node =
        Fixture.object(
            "metadata.name",
            "n1",
            "metadata.creationTimestamp",
            "2026-11-02T23:55:00Z",
            "metadata.labels",
            Map.of("node-role.kubernetes.io/worker", "", "node-role.kubernetes.io/gpu", ""),
            "spec.unschedulable",
            true,
            "status.nodeInfo.kubeletVersion",
            "v1.34.0",
            "status.addresses",
            List.of(Trees.of("type", "InternalIP", "address", "10.0.0.1")),
            "status.conditions",
            List.of(Trees.of("type", "Ready", "status", "True")));
    assertThat(cells("nodes", node).subList(0, 6))
        .containsExactly(
            "n1", "Ready,SchedulingDisabled", "gpu,worker", "5m", "v1.34.0", "10.0.0.1");
  }

  @Test
  void podShowsWhatItsContainersDo() {
    var pod =
        Fixture.object(
            "metadata.name",
            "p",
            "spec.containers",
            List.of(Trees.of("name", "a"), Trees.of("name", "b")),
            "status.phase",
            "Running",
            "status.containerStatuses",
            List.of(
                Trees.of("ready", true, "restartCount", 2L, "state", running()),
                Trees.of("ready", false, "restartCount", 1L, "state", waiting())));
    assertThat(cells("pods", pod).subList(0, 4))
        .containsExactly("p", "1/2", "CrashLoopBackOff", "3");
    assertThat(cells("pods", Fixture.pod("q")).subList(0, 4)).containsExactly("q", "0/1", "", "0");
  }

  private static Map<String, @Nullable Object> running() {
    return Trees.of("running", Trees.EMPTY);
  }

  private static Map<String, @Nullable Object> waiting() {
    return Trees.of("waiting", Trees.of("reason", "CrashLoopBackOff"));
  }

  @Test
  void gatedAndTerminatingPodsSaySo() {
    var gated =
        Fixture.object(
            "status.phase",
            "Pending",
            "status.conditions",
            List.of(Trees.of("type", "PodScheduled", "reason", "SchedulingGated")));
    assertThat(cells("pods", gated).get(2)).isEqualTo("SchedulingGated");
    var leaving = Trees.put(gated, "2026-11-03T00:00:00Z", "metadata", "deletionTimestamp");
    assertThat(cells("pods", leaving).get(2)).isEqualTo("Terminating");
  }

  @Test
  void eventShowsItsSubjectAndMessage() {
    var event =
        Fixture.object(
            "metadata.name",
            "p.1",
            "type",
            "Warning",
            "reason",
            "Failed",
            "message",
            "no room\n",
            "involvedObject",
            Trees.of("kind", "Pod", "name", "p"),
            "source.component",
            "muster",
            "count",
            4L,
            "firstTimestamp",
            "2026-11-02T22:00:00Z",
            "lastTimestamp",
            "2026-11-02T23:59:30Z");
    assertThat(cells("events", event))
        .containsExactly(
            "p.1", "30s", "Warning", "Failed", "pod/p", "<none>", "muster", "no room", "120m", 4L,
            "p.1");
  }

  @Test
  void jobAndDeploymentShowTheirProgress() {
    var job =
        Fixture.object(
            "metadata.name",
            "j",
            "spec.completions",
            3L,
            "status.succeeded",
            1L,
            "status.startTime",
            "2026-11-02T23:59:00Z");
    assertThat(cells("jobs.batch", job).subList(0, 4))
        .containsExactly("j", "Running", "1/3", "60s");
    var deployment =
        Fixture.object(
            "metadata.name",
            "d",
            "spec.replicas",
            2L,
            "spec.selector.matchLabels",
            Map.of("app", "d"),
            "status.readyReplicas",
            1L);
    var row = cells("deployments.apps", deployment);
    assertThat(row.subList(0, 4)).containsExactly("d", "1/2", 0L, 0L);
    assertThat(row).last().isEqualTo("app=d");
  }

  @Test
  void agesAreInTheTwoGreatestUnitsThatMatter() {
    long second = 1000;
    long hour = 3600 * second;
    long day = 24 * hour;
    assertThat(
            List.of(
                Ages.of(-5 * second),
                Ages.of(0),
                Ages.of(119 * second),
                Ages.of(125 * second),
                Ages.of(540 * second),
                Ages.of(11 * 60 * second),
                Ages.of(3 * hour + 60 * second),
                Ages.of(9 * hour),
                Ages.of(3 * day + hour),
                Ages.of(30 * day),
                Ages.of(800 * day),
                Ages.of(4000 * day)))
        .containsExactly(
            "<invalid>",
            "0s",
            "119s",
            "2m5s",
            "9m",
            "11m",
            "3h1m",
            "9h",
            "3d1h",
            "30d",
            "2y70d",
            "10y");
  }

  @Test
  void jsonPathsOfColumnsAreFollowed() {
    var tree = Fixture.object("a", Trees.of("b.c", List.of(Trees.of("d", 1L), Trees.of("d", 2L))));
    assertThat(JsonPath.find(".a.b\\.c[*].d", tree)).containsExactly(1L, 2L);
    assertThat(JsonPath.find(".a['b.c'][1].d", tree)).containsExactly(2L);
    assertThat(JsonPath.find(".a['b.c'][?(@.d==\"2\")].d", tree)).containsExactly(2L);
    assertThat(JsonPath.find(".a[", tree)).isEmpty();
  }
}
