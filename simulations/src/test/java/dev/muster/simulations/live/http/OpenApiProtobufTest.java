package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OpenApiProtobufTest {
  private static Map<String, @Nullable Object> document(Map<String, @Nullable Object> schema) {
    return Discovery.tree(
        "swagger",
        "2.0",
        "info",
        Discovery.tree("title", "T", "version", "V"),
        "definitions",
        Discovery.tree("a", schema));
  }

  private static String hex(byte[] bytes) {
    var text = new StringBuilder();
    for (byte one : bytes) {
      text.append(one >= ' ' && one < 127 ? String.valueOf((char) one) : "<%02x>".formatted(one));
    }
    return text.toString();
  }

  @Test
  void schemasAreWrittenByTheNumbersOfTheirFields() {
    var schema =
        Discovery.tree(
            "type",
            "array",
            "items",
            Discovery.tree("$ref", "#/definitions/a"),
            "minItems",
            300L,
            "minimum",
            1.5,
            "x-k",
            List.of("v"));

    assertThat(hex(OpenApiProtobuf.write(document(schema))))
        .isEqualTo(
            "<0a><03>2.0<12><06><0a><01>T<12><01>VB<00>JE"
                + "<0a>C<0a><01>a<12>>"
                + "<b2><01><07><0a><05>array"
                + "<ba><01><13><0a><11><0a><0f>#/definitions/a"
                + "x<ac><02>"
                + "I<00><00><00><00><00><00><f8>?"
                + "<fa><01><0f><0a><03>x-k<12><08><12><06>[\"v\"]<0a>");
  }

  @Test
  void whatVersionTwoHasNoFieldForIsNoDocument() {
    assertThatThrownBy(() -> OpenApiProtobuf.write(document(Discovery.tree("oneOf", List.of()))))
        .hasMessage("OpenAPI 2 has no field oneOf");
  }

  @Test
  void isAskedForByItsNameAlone() {
    var asked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    assertThat(OpenApiProtobuf.isAskedFor(asked + ", */*")).isTrue();
    assertThat(OpenApiProtobuf.isAskedFor("application/json, " + asked)).isFalse();
    assertThat(OpenApiProtobuf.isAskedFor(null)).isFalse();
    assertThat(OpenApiProtobuf.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII)).doesNotContain('@');
  }
}
