package dev.muster.simulations.live.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Machine.Taint;
import dev.muster.simulations.live.operators.EmbeddedCluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EligibilityTest {
  private static final Machine MACHINE =
      new Machine(
          "n1",
          new TreeMap<>(Map.of("zone", "a", "generation", "7")),
          List.of(),
          true,
          false,
          Amounts.NONE);

  private static boolean allowed(String spec, Machine machine) {
    return Eligibility.of(EmbeddedCluster.yaml(spec)).refusal(machine).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: zone, operator: In, values: [a, b]} | true",
        "{key: zone, operator: In, values: [b]} | false",
        "{key: zone, operator: NotIn, values: [b]} | true",
        "{key: absent, operator: NotIn, values: [b]} | true",
        "{key: zone, operator: Exists} | true",
        "{key: absent, operator: Exists} | false",
        "{key: absent, operator: DoesNotExist} | true",
        "{key: generation, operator: Gt, values: ['6']} | true",
        "{key: generation, operator: Gt, values: ['7']} | false",
        "{key: generation, operator: Lt, values: ['8']} | true",
        "{key: zone, operator: Gt, values: ['8']} | false",
        "{key: zone, operator: Like, values: ['a']} | false"
      })
  void affinityKnowsAllOperators(String expression, boolean allowed) {
    String spec =
        "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{}, {matchExpressions: [%s]}]}}}}".formatted(expression);
    assertThat(allowed(spec, MACHINE)).isEqualTo(allowed);
  }

  @Test
  void theNameOfTheNodeIsAField() {
    String spec =
        "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In,"
            + " values: [%s]}]}]}}}}";
    assertThat(allowed(spec.formatted("n1"), MACHINE)).isTrue();
    assertThat(allowed(spec.formatted("n2"), MACHINE)).isFalse();
  }

  @Test
  void noTermMeansNowhere() {
    assertThat(
            allowed(
                "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}}",
                MACHINE))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | false",
        "[{operator: Exists}] | true",
        "[{key: team, operator: Exists}] | true",
        "[{key: team, value: x}] | true",
        "[{key: team, operator: Equal, value: y}] | false",
        "[{key: team, value: x, effect: NoExecute}] | false"
      })
  void taintsKeepOutWhatDoesNotTolerateThem(String tolerations, boolean allowed) {
    var tainted =
        new Machine(
            "n1",
            MACHINE.labels(),
            List.of(
                new Taint("team", "x", "NoSchedule"), new Taint("rack", "r", "PreferNoSchedule")),
            true,
            false,
            Amounts.NONE);
    assertThat(allowed("{tolerations: %s}".formatted(tolerations), tainted)).isEqualTo(allowed);
  }
}
