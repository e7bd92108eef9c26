package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonTest {
  private static Map<String, @Nullable Object> read(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void wholeNumbersAreLongsAndTheRestKeepsItsType() throws IOException {
    var expected = new HashMap<String, @Nullable Object>();
    expected.put("a", 1L);
    expected.put("b", 1.5);
    expected.put("c", null);
    expected.put("d", Arrays.asList("é", true, null, Map.of("e", List.of())));

    assertThat(read("{\"a\": 1, \"b\": 1.5, \"c\": null, \"d\": [\"é\", true, null, {\"e\": []}]}"))
        .isEqualTo(expected);
  }

  @Test
  void numbersBeyondAllBoundsAreKeptAsText() throws IOException {
    assertThat(read("{\"a\": 9223372036854775808, \"b\": 1e999, \"c\": -9223372036854775808}"))
        .isEqualTo(
            Map.of("a", "9223372036854775808", "b", "1e999", "c", -9_223_372_036_854_775_808L));
  }

  @Test
  void ofWhoManagesAnObjectsFieldsOnlyTheUpperLevelsAreKept() throws IOException {
    var all =
        "{'metadata': {'managedFields': [{'manager': 'm', 'fieldsV1': "
            + "{'f:spec': {'f:suspend': {}, 'f:list': {'k:{}': {'.': {}}}}, 'f:odd': [1]}}], 'name': 'n'}}";
    var kept =
        "{'metadata': {'managedFields': [{'manager': 'm', 'fieldsV1': "
            + "{'f:spec': {'f:suspend': {}, 'f:list': {}}, 'f:odd': {}}}], 'name': 'n'}}";

    for (var around : List.of("%s", "{'type': 'ADDED', 'object': %s}", "{'items': [{}, %s]}")) {
      assertThat(readQuoted(around.formatted(all))).isEqualTo(readQuoted(around.formatted(kept)));
    }
    assertThat(readQuoted(kept).toString()).contains("f:spec={f:suspend={}, f:list={}}");
  }

  @Test
  void whatATemplateSaysIsKeptWhole() throws IOException {
    var template = "{'metadata': {'managedFields': [{'fieldsV1': {'a': {'b': {'c': 1}}}}]}}";
    for (var around : List.of("{'spec': %s}", "{'object': {'spec': {'template': %s}}}")) {
      assertThat(readQuoted(around.formatted(template)).toString()).contains("{a={b={c=1}}}");
    }
  }

  @Test
  void textThatEndsAmongManagedFieldsIsRefused() {
    var text = "{'metadata': {'managedFields': [{'fieldsV1': {'f:spec': {'f:a': {'f:b': {}";
    for (int end = text.indexOf("f:spec"); end <= text.length(); end++) {
      var part = text.substring(0, end);
      assertThatThrownBy(() -> readQuoted(part)).as(part).isInstanceOf(IOException.class);
    }
  }

  private static Map<String, @Nullable Object> readQuoted(String text) throws IOException {
    return read(text.replace('\'', '"'));
  }

  @Test
  void anObjectNestedTenThousandDeepIsRead() throws IOException {
    int depth = 9_900;
    @Nullable Object place = read("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
    for (int i = 0; i < depth; i++) {
      place = place instanceof Map<?, ?> map ? map.get("a") : null;
    }
    assertThat(place).isEqualTo(1L);
  }

  @Test
  void whatIsNoWholeObjectIsRefused() {
    for (var text : List.of("", "[]", "{\"a\": [1", "null", "{\"a\" 1}")) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    var text = "{\"a\":[1,\"\\u0000é\",{\"b\":1.5}],\"c\":null}";

    assertThat(Json.write(read(text))).isEqualTo(text);
  }
}
