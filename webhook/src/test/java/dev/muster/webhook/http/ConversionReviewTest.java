package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.scheduler.kube.convert.Conversion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read of a conversion review, what is refused, and what is answered. */
final class ConversionReviewTest {
  private static final String GOOD =
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "ConversionReview", "request": {
        "uid": "u-1", "desiredAPIVersion": "example.com/v2", "objects": [{"a": 7}, {}]}}
      """;

  @Test
  void requestIsReadAsItIs() throws Exception {
    assertThat(read(GOOD))
        .isEqualTo(
            new ConversionReview("u-1", "example.com/v2", List.of(Map.of("a", 7), Map.of())));
  }

  @Test
  void numbersAndTextsComeOutAsTheyCameIn() throws Exception {
    var value =
        "[18446744073709551616,1.50,1E+400,\"\\uD800\",\"\\u00E9\\uD83D\\uDE00\",null,{},[],true]";
    var review = read(GOOD.replace("7", value));
    assertThat(review.objects().getFirst())
        .extractingByKey("a")
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .startsWith(
            new BigInteger("18446744073709551616"),
            new BigDecimal("1.50"),
            new BigDecimal("1E+400"),
            "\ud800");
    assertThat(answer(review, new Conversion.Converted(review.objects().getFirst())))
        .contains("\"convertedObjects\":[{\"a\":" + value + "}]");
  }

  @Test
  void answerHasAllObjectsInTheirOrder() throws Exception {
    var one = new Conversion.Converted(Map.of("n", 1));
    var two = new Conversion.Converted(Map.of("n", 2));
    assertThat(answer(read(GOOD), two, one))
        .isEqualTo(
            "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"ConversionReview\",\"response\":"
                + "{\"uid\":\"u-1\",\"result\":{\"status\":\"Success\"},"
                + "\"convertedObjects\":[{\"n\":2},{\"n\":1}]}}");
    assertThat(answer(read(GOOD.replace("{\"a\": 7}, {}", ""))))
        .contains("{\"status\":\"Success\"},\"convertedObjects\":[]");
  }

  @Test
  void failureNamesTheFirstObjectAndWhatIsWrongWithIt() throws Exception {
    var fine = new Conversion.Converted(Map.of());
    var odd = new Conversion.Refused("is odd");
    assertThat(answer(read(GOOD), fine, odd))
        .isEqualTo(
            "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"ConversionReview\",\"response\":"
                + "{\"uid\":\"u-1\",\"result\":{\"status\":\"Failed\","
                + "\"message\":\"objects[1]: is odd\"}}}");
  }

  @Test
  void whatIsNoReviewIsRefused() {
    refused("", "not JSON");
    refused("[]", "must be an object");
    refused("{}", "not a ConversionReview");
    refused(GOOD.replace("k8s.io/v1", "k8s.io/v1beta1"), "not a ConversionReview");
    refused(GOOD.replace("ConversionReview", "AdmissionReview"), "not a ConversionReview");
    refused(GOOD.replace("\"request\"", "\"response\""), "request must be an object");
    refused(GOOD.replace("u-1", ""), "request.uid");
    refused(GOOD.replace("u-1", "u".repeat(129)), "request.uid");
    refused(GOOD.replace("[{\"a\": 7}, {}]", "{}"), "request.objects must be a list");
    refused(GOOD.replace("{}", "null"), "each of request.objects must be an object");
    refused(GOOD + "{}", "not JSON");
    refused(GOOD.replace("7", "1e9992147483647"), "not JSON within the limits");
    refused(GOOD.replace("7", "1e-9999223372036854775807"), "not JSON within the limits");
  }

  /** An API server bears objects that are far deeper and longer than anybody writes them. */
  @Test
  void textIsReadAsFarAsItCanHaveBeenStored() throws Exception {
    assertThat(read(GOOD.replace("7", "[".repeat(9_900) + "]".repeat(9_900))).objects()).hasSize(2);
    assertThat(read(GOOD.replace("7", "\"" + "x".repeat(7 << 20) + "\"")).objects()).hasSize(2);
    refused(GOOD.replace("7", "[".repeat(10_100) + "]".repeat(10_100)), "within the limits");
    refused(GOOD.replace("7", "1".repeat(1_001)), "within the limits");
    refused(GOOD.replace("\"a\": 7", "\"a\": 1, \"a\": 2"), "within the limits");
  }

  @Test
  void refusalRepeatsNothingOfTheText() {
    assertThatExceptionOfType(Unreadable.class)
        .isThrownBy(() -> read("{\"secret-word\": \"\u001b[31m\" oops"))
        .withMessageNotContainingAny("secret-word", "oops", "\u001b");
  }

  private static String answer(ConversionReview review, Conversion... conversions)
      throws Exception {
    return new String(review.answer(List.of(conversions)), StandardCharsets.UTF_8);
  }

  private static void refused(String text, String because) {
    assertThatExceptionOfType(Unreadable.class)
        .as(text.substring(0, Math.min(80, text.length())))
        .isThrownBy(() -> read(text))
        .withMessageContaining(because);
  }

  private static ConversionReview read(String text) throws Unreadable {
    return ConversionReview.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
