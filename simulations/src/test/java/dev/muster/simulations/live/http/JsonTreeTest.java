package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonTreeTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable Object json(String text) {
    return JsonTree.json(utf8(text)).tree();
  }

  @Test
  void everyKindOfValueIsReadAndWrittenBack() {
    var text = "{\"a\":[1,-9007199254740993,1.5,true,false,null,\"é\"],\"b\":{}}";

    var tree = json(text);

    assertThat(tree)
        .isEqualTo(
            Discovery.tree(
                "a",
                Arrays.asList(1L, -9007199254740993L, 1.5, true, false, null, "é"),
                "b",
                Discovery.tree()));
    assertThat(new String(JsonTree.bytes(tree), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void integersBeyondLongBecomeReal() {
    assertThat(json("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(json("9223372036854775808")).isEqualTo(9.223372036854775808e18);
  }

  @Test
  void numbersBeyondAllBoundsAreRefused() {
    assertThatThrownBy(() -> json("{\"x\": 1e999}"))
        .isInstanceOf(Refusal.class)
        .hasMessage("the body has a number beyond all bounds at line 1, column 7");
    assertThatThrownBy(() -> json("1" + "0".repeat(5000)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("exceeds a limit");
  }

  @Test
  void thousandLevelsAreReadAndOneMoreIsRefused() {
    assertThat(json("[".repeat(1000) + "]".repeat(1000))).isInstanceOf(List.class);
    assertThatThrownBy(() -> json("[".repeat(1001) + "]".repeat(1001)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("depth (1001) exceeds the maximum allowed (1000");
  }

  @Test
  void deepestTreeThatIsReadCanBeWrittenInsideOfAList() {
    var tree = json("[".repeat(1000) + "]".repeat(1000));
    var list = Discovery.tree("items", List.of(Discovery.tree("object", tree)));

    assertThat(JsonTree.bytes(list)).hasSize(2000 + "{\"items\":[{\"object\":}]}".length());
  }

  @Test
  void namesGivenTwiceAreToldWithTheirPath() {
    var body = JsonTree.json(utf8("{\"a\":1,\"b\":[{\"c\":1,\"c\":2}],\"a\":3}"));

    assertThat(body.duplicates()).containsExactly("b.c", "a");
    assertThat(body.tree())
        .isEqualTo(Discovery.tree("a", 3L, "b", List.of(Discovery.tree("c", 2L))));
  }

  @Test
  void whatIsNoSingleDocumentIsRefused() {
    for (var text : List.of("", "  ", "{} {}", "{", "{]", "nul", "\"\u0001\"", "{\"a\"}")) {
      assertThatThrownBy(() -> json(text)).as(text).isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> JsonTree.json(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void yamlGivesTheSameTrees() {
    var body = JsonTree.yaml(utf8("a: 1\nb: [x, 'é', 1.5, true, null]\nc: {d: '1'}\n"));

    assertThat(body.tree())
        .isEqualTo(
            Discovery.tree(
                "a",
                1L,
                "b",
                Arrays.asList("x", "é", 1.5, true, null),
                "c",
                Discovery.tree("d", "1")));
    assertThatThrownBy(() -> JsonTree.yaml(utf8("a: 1\n---\nb: 2\n")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("more than one YAML document");
    assertThatThrownBy(() -> JsonTree.yaml(utf8("a: [1\n")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("at line 1");
  }
}
