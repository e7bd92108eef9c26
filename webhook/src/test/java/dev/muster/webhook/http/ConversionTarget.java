package dev.muster.webhook.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.scheduler.kube.convert.Conversion;
import dev.muster.scheduler.kube.convert.Converter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Any body is a conversion review, or is refused in a line of plain words; what comes of it is JSON
 * that names the request; and what is converted comes back, through that JSON, as it was.
 */
public final class ConversionTarget {
  private static final int DEEPEST = 20_000;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();
  private static final List<String> VERSIONS =
      List.of("workload.codeflare.dev/v1beta1", "workload.codeflare.dev/v1beta2");

  private ConversionTarget() {}

  /** As the server does it: on a thread on which what is deep can be written. */
  private static final ExecutorService CONVERSIONS =
      Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(null, work, "conversions", 128L << 20);
        thread.setDaemon(true);
        return thread;
      });

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      CONVERSIONS.submit(() -> play(input)).get();
    } catch (ExecutionException failed) {
      throw new AssertionError(String.valueOf(failed.getCause()), failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static void play(byte[] input) {
    ConversionReview review;
    try {
      review = ConversionReview.read(input);
    } catch (Unreadable refused) {
      var line = String.valueOf(refused.getMessage());
      if (!line.matches("[ -~]{10,200}")) {
        throw new AssertionError("refused with: " + line);
      }
      return;
    }
    try {
      for (var desired : VERSIONS) {
        check(review, desired);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void check(ConversionReview review, String desired) throws IOException {
    var conversions = new ArrayList<Conversion>();
    for (var object : review.objects()) {
      conversions.add(Converter.convert(object, desired));
    }
    var response =
        map(map(JSON.readValue(review.answer(conversions), Object.class)).get("response"));
    boolean all = conversions.stream().allMatch(Conversion.Converted.class::isInstance);
    var converted = response.get("convertedObjects") instanceof List<?> list ? list : List.of();
    if (!review.uid().equals(response.get("uid"))
        || !(all ? "Success" : "Failed").equals(map(response.get("result")).get("status"))
        || converted.size() != (all ? review.objects().size() : 0)) {
      throw new AssertionError("answered: " + response);
    }
    for (int i = 0; i < converted.size(); i++) {
      checkBack(review.objects().get(i), map(converted.get(i)));
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("no object: " + value);
  }

  @SuppressWarnings("unchecked") // names of JSON objects are strings
  private static void checkBack(Map<String, @Nullable Object> object, Map<?, ?> converted) {
    var version = String.valueOf(object.get("apiVersion"));
    var there = (Map<String, @Nullable Object>) converted;
    var back = converted(there, version);
    var again = converted(converted(back, String.valueOf(there.get("apiVersion"))), version);
    if (!text(again).equals(text(back)) || (!isKept(object) && !text(back).equals(text(object)))) {
      throw new AssertionError("came back as " + back);
    }
  }

  private static Map<String, @Nullable Object> converted(
      Map<String, @Nullable Object> object, String version) {
    return switch (Converter.convert(object, version)) {
      case Conversion.Converted done -> done.object();
      case Conversion.Refused refused -> throw new AssertionError(refused.problem());
    };
  }

  /** Whether a field is there that keeps what is of the other version: it may change its form. */
  private static boolean isKept(Map<String, @Nullable Object> object) {
    return text(object).matches("(?s).*\"(mcad|v1beta2)\".*");
  }

  private static String text(Map<String, @Nullable Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
