package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProtobufTest {
  private static byte[] message(byte[]... fields) {
    var out = new ByteArrayOutputStream();
    for (var field : fields) {
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[] content) {
    return message(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] field(int number, String content) {
    return field(number, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, byte small) {
    return new byte[] {(byte) (number << 3), small};
  }

  private static byte[] envelope(String apiVersion, String kind, byte[] content) {
    return message(
        new byte[] {'k', '8', 's', 0},
        field(1, message(field(1, apiVersion), field(2, kind))),
        field(2, content));
  }

  @Test
  void configMapIsReadAsIfItWereJson() {
    var metadata =
        message(
            field(1, "notes"),
            field(2, ""),
            field(7, (byte) 0),
            field(8, new byte[0]),
            field(11, message(field(1, "app"), field(2, "try"))),
            field(14, "one"),
            field(14, "two"));
    var data = message(field(1, "a"), field(2, "é"));

    var object =
        Protobuf.read(
            envelope(
                "v1",
                "ConfigMap",
                message(field(1, metadata), field(2, data), field(4, (byte) 1))));

    assertThat(object)
        .isEqualTo(
            Discovery.tree(
                "kind",
                "ConfigMap",
                "apiVersion",
                "v1",
                "metadata",
                Discovery.tree(
                    "name",
                    "notes",
                    "labels",
                    Discovery.tree("app", "try"),
                    "finalizers",
                    List.of("one", "two")),
                "data",
                Discovery.tree("a", "é"),
                "immutable",
                true));
  }

  @Test
  void optionalNumbersKeepTheirZero() {
    var job = envelope("batch/v1", "Job", field(2, message(field(1, (byte) 0))));

    assertThat(Protobuf.read(job).get("spec")).isEqualTo(Discovery.tree("parallelism", 0L));
  }

  @Test
  void amountsAreNumbersOrTexts() {
    var two = message(field(1, (byte) 0), field(2, (byte) 2), field(3, ""));
    var half = message(field(1, (byte) 1), field(2, (byte) 0), field(3, "50%"));
    var budget =
        envelope(
            "policy/v1",
            "PodDisruptionBudget",
            field(2, message(field(1, two), field(3, half), field(2, new byte[0]))));

    assertThat(Protobuf.read(budget).get("spec"))
        .isEqualTo(Discovery.tree("minAvailable", 2L, "maxUnavailable", "50%"));
  }

  @Test
  void truthsThatMayBeAbsentAreKeptWhenTheyAreFalse() {
    var account = envelope("v1", "ServiceAccount", field(4, (byte) 0));
    var priority = envelope("scheduling.k8s.io/v1", "PriorityClass", message(field(3, (byte) 0)));

    assertThat(Protobuf.read(account)).containsEntry("automountServiceAccountToken", false);
    assertThat(Protobuf.read(priority)).doesNotContainKey("globalDefault");
  }

  @Test
  void fieldsOfInlinedMessagesBelongToTheOneAroundThem() {
    var path = message(field(1, "/path"), field(3, "Exact"));
    var rule = message(field(1, "host"), field(2, field(1, field(1, path))));
    var ingress = envelope("networking.k8s.io/v1", "Ingress", field(2, field(3, rule)));

    var paths = List.of(Discovery.tree("path", "/path", "pathType", "Exact"));
    assertThat(Protobuf.read(ingress).get("spec"))
        .isEqualTo(
            Discovery.tree(
                "rules",
                List.of(Discovery.tree("host", "host", "http", Discovery.tree("paths", paths)))));
  }

  @Test
  void accessReviewsOfOthersCarryTheirGroupsAndMore() {
    var more = message(field(1, "scopes"), field(2, message(field(1, "a"), field(1, "b"))));
    var asked = message(field(3, "alice"), field(4, "team"), field(5, more));
    var review = envelope("authorization.k8s.io/v1", "SubjectAccessReview", field(2, asked));

    assertThat(Protobuf.read(review).get("spec"))
        .isEqualTo(
            Discovery.tree(
                "user",
                "alice",
                "groups",
                List.of("team"),
                "extra",
                Discovery.tree("scopes", List.of("a", "b"))));
  }

  @Test
  void tablesWithoutAMessageOrWithHalfAFieldAreRefused() {
    assertThatThrownBy(() -> ProtobufTable.kinds("v1 Thing: spec 2 Spec\n"))
        .hasMessage("the table has no message Spec");
    assertThatThrownBy(() -> ProtobufTable.kinds("v1 Thing: spec 2\n"))
        .hasMessage("v1 Thing has a field that is not three words: spec 2");
  }

  @Test
  void unknownKindsAndFieldsAreRefusedRatherThanDropped() {
    assertThatThrownBy(() -> Protobuf.read(envelope("v1", "Pod", new byte[0])))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("protobuf of v1 Pod");
    assertThatThrownBy(() -> Protobuf.read(envelope("v1", "ConfigMap", field(9, "x"))))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("field 9 of v1 ConfigMap");
  }

  @Test
  void everyTruncationIsRefusedOrHasLess() {
    var whole = envelope("v1", "ConfigMap", field(1, field(1, "notes")));

    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      try {
        assertThat(Protobuf.read(part)).doesNotContainKey("metadata");
      } catch (Refusal refused) {
        assertThat(refused.code()).isIn(400, 415);
      }
    }
  }
}
