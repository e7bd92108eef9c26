package dev.muster.scheduler.kube.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlacesTest {
  @ParameterizedTest
  @CsvSource({
    "spec.components, spec.resources.GenericItems",
    "spec.components[12], spec.resources.GenericItems[12]",
    "spec.components[0].template, spec.resources.GenericItems[0].generictemplate",
    "spec.components[0].template.spec.x[1], spec.resources.GenericItems[0].generictemplate.spec.x[1]",
    "spec.components[0].mcad, spec.resources.GenericItems[0]",
    "spec.components[0].mcad.replicas, spec.resources.GenericItems[0].replicas",
    "spec.components[3].podSets[1].path, spec.resources.GenericItems[3].v1beta2.podSets[1].path",
    "spec.components[3].podSetInfos, spec.resources.GenericItems[3].v1beta2.podSetInfos",
    "spec.mcad, spec",
    "spec.mcad.priority, spec.priority",
    "spec.managedBy, spec.v1beta2.managedBy",
    "spec.managedByOthers, spec.managedByOthers",
    "spec, spec",
    "metadata.name, metadata.name",
    "'', ''"
  })
  void placeInTodaysVersionIsOneInTheOld(String today, String old) {
    assertThat(Places.inV1beta1(today)).isEqualTo(old);
  }
}
