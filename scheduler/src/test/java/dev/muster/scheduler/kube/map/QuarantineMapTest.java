package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuarantineMapTest {
  private static final long SINCE = 1_700_000_000_000L;

  private static NodeQuarantine read(Map<String, @Nullable Object> annotations) {
    return QuarantineMap.parse(Tree.lenient(annotations));
  }

  private static NodeQuarantine byHand(String text) {
    return read(new TreeMap<>(Map.of(QuarantineMap.QUARANTINE, text)));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (var state : State.values()) {
      var quarantine =
          switch (state) {
            case NONE -> NodeQuarantine.NONE;
            case BY_HAND -> NodeQuarantine.byHand("fan is loud");
            case CLOSED, TRIAL ->
                new NodeQuarantine(state, SINCE, SINCE + 600_000, 2, "a \"b\" {c}");
          };
      assertThat(read(QuarantineMap.annotations(quarantine))).isEqualTo(quarantine);
    }
  }

  @Test
  void theAnnotationsArePeoplesToRead() {
    var quarantine = new NodeQuarantine(State.CLOSED, SINCE, SINCE + 600_000, 1, "why");

    assertThat(QuarantineMap.annotations(quarantine))
        .containsEntry(
            QuarantineMap.QUARANTINE,
            "{\"since\":\"2023-11-14T22:13:20Z\",\"until\":\"2023-11-14T22:23:20Z\",\"times\":1,"
                + "\"reason\":\"why\"}")
        .containsEntry(QuarantineMap.TRIAL, null);
  }

  @Test
  void anythingElseClosesByHandAndNoneOfItIsTooMuch() {
    var texts =
        List.of(
            "",
            "fan is loud",
            "{}",
            "null",
            "{\"since\":\"x\",\"until\":5,\"times\":1}",
            "{\"since\":\"2023-11-14T22:13:20Z\",\"until\":\"2022-11-14T22:13:20Z\",\"times\":1}",
            "{\"since\":\"2023-11-14T22:13:20Z\",\"until\":\"2024-11-14T22:13:20Z\",\"times\":0}");
    for (var text : texts) {
      assertThat(byHand(text)).as(text).isEqualTo(NodeQuarantine.byHand(text));
    }
    assertThat(byHand("[".repeat(200_000)).reason()).hasSize(256);
    assertThat(read(yaml("{muster.dev/quarantine: {a: b}}")).state()).isEqualTo(State.BY_HAND);
  }

  @Test
  void aTrialThatCannotBeReadIsNone() {
    assertThat(read(yaml("{muster.dev/quarantine-trial: yes please}")))
        .isEqualTo(NodeQuarantine.NONE);
  }
}
