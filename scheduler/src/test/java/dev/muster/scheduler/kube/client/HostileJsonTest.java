package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One object that cannot be read would stop all of its kind, again at each new list. */
class HostileJsonTest {

  @Test
  void aNameAsLongAsAnObjectMayBeIsRead() throws IOException {
    var name = "n".repeat(1_500_000);

    assertThat(Json.read("{\"" + name + "\":1}")).containsOnlyKeys(name);
    assertThat(Json.read(bytes("{\"" + name + "\":1}"))).containsOnlyKeys(name);
  }

  @Test
  void aNumberOfManyDigitsIsKeptAsItIsWritten() throws IOException {
    var digits = "9".repeat(5_000);

    assertThat(Json.read("{\"number\":" + digits + "}")).containsEntry("number", digits);
  }

  @Test
  @Timeout(20)
  void whatLooksLikeManagedFieldsWithinALongNameTakesNoLonger() throws IOException {
    var name = "n".repeat(500_000);
    var many = "{\"fieldsV1\":{}},".repeat(50_000);
    var text = "{\"metadata\":{\"%s\":[%s{}]}}".formatted(name, many);

    assertThat(Json.read(text).toString()).contains(name, "fieldsV1={}");
  }

  @Test
  void namesThatCollideInATableAreRead() throws IOException {
    var names = colliding(12);
    var text = "{\"" + String.join("\":1,\"", names) + "\":1}";

    assertThat(Json.read(text)).hasSize(names.size());
    assertThat(Json.read(bytes(text))).hasSize(names.size());
  }

  /** All words of so many syllables, of which each pair adds to a hash the same. */
  private static List<String> colliding(int syllables) {
    var words = List.of("");
    for (int i = 0; i < syllables; i++) {
      var longer = new ArrayList<String>();
      words.forEach(word -> longer.addAll(List.of(word + "Ab", word + "BA")));
      words = longer;
    }
    return words;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
