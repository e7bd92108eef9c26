package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FormTest {
  private static Form of(@Nullable String accept) {
    return Form.of(accept, Resources.FORMS);
  }

  @Test
  void firstFormThatIsOfferedWins() {
    assertThat(of(null)).isEqualTo(Form.OBJECT);
    assertThat(of("*/*")).isEqualTo(Form.OBJECT);
    assertThat(of("application/json;stream=watch")).isEqualTo(Form.OBJECT);
    assertThat(
            of(
                "application/json;as=Table;v=v1;g=meta.k8s.io,"
                    + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"))
        .isEqualTo(Form.TABLE);
    assertThat(of("application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json"))
        .isEqualTo(Form.OBJECT);
    assertThat(of("application/json; as=PartialObjectMetadata; g=meta.k8s.io; v=v1"))
        .isEqualTo(Form.METADATA);
    assertThat(of(Discovery.AGGREGATED + ",application/json")).isEqualTo(Form.OBJECT);
  }

  @Test
  void weightsDecideBeforeOrder() {
    assertThat(of("application/json;q=0.1,application/json;as=Table;v=v1;g=meta.k8s.io;q=0.2"))
        .isEqualTo(Form.TABLE);
    assertThat(of("application/json;as=Table;v=v1;g=meta.k8s.io;q=0,application/json;q=x"))
        .isEqualTo(Form.OBJECT);
  }

  @Test
  void nothingButOtherTypesIsNotAcceptable() {
    for (var accept :
        new String[] {"application/yaml", "text/html,image/png", "application/json;q=0"}) {
      assertThatThrownBy(() -> of(accept))
          .as(accept)
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(406));
    }
  }
}
