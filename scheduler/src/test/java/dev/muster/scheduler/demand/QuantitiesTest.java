package dev.muster.scheduler.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Resources;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("n", new BigDecimal("1e-9")),
          Map.entry("u", new BigDecimal("1e-6")),
          Map.entry("m", new BigDecimal("1e-3")),
          Map.entry("", BigDecimal.ONE),
          Map.entry("k", new BigDecimal("1e3")),
          Map.entry("M", new BigDecimal("1e6")),
          Map.entry("G", new BigDecimal("1e9")),
          Map.entry("T", new BigDecimal("1e12")),
          Map.entry("P", new BigDecimal("1e15")),
          Map.entry("E", new BigDecimal("1e18")),
          Map.entry("Ki", BigDecimal.TWO.pow(10)),
          Map.entry("Mi", BigDecimal.TWO.pow(20)),
          Map.entry("Gi", BigDecimal.TWO.pow(30)),
          Map.entry("Ti", BigDecimal.TWO.pow(40)),
          Map.entry("Pi", BigDecimal.TWO.pow(50)),
          Map.entry("Ei", BigDecimal.TWO.pow(60)));

  @ParameterizedTest
  @CsvSource({
    "cpu, 1, 1000",
    "cpu, 500m, 500",
    "cpu, 0.1, 100",
    "cpu, .5, 500",
    "cpu, 2., 2000",
    "cpu, +1, 1000",
    "cpu, 1n, 1",
    "cpu, 1500u, 2",
    "nvidia.com/gpu, 2, 2000",
    "google.com/tpu, 4, 4",
    "memory, 1e3, 1000",
    "memory, 1E3, 1000",
    "memory, 12e-1, 2",
    "memory, 1E, 1000000000000000000",
    "memory, 1Ei, 1152921504606846976",
    "memory, 5G, 5000000000",
    "memory, 1.5Gi, 1610612736",
    "memory, 128974848, 128974848",
    "memory, 100m, 1",
    "memory, -0, 0",
    "memory, 9223372036854775807, 9223372036854775807",
  })
  void quantityIsReadExactlyAndRoundedUp(String resource, String text, long amount) {
    assertThat(Quantities.parse(resource, text)).isEqualTo(new Parsed.Amount(amount));
  }

  /** R29: in floating point neither is so. */
  @Test
  void tenthsAddUpToWhatTheyAreTogether() {
    assertThat(cpu("0.1").plus(cpu("0.2"))).isEqualTo(cpu("0.3"));
    assertThat(cpu("100m").times(3)).isEqualTo(cpu("300m"));
    assertThat(cpu("0.1").times(3).fitsIn(cpu("0.3"))).isTrue();
  }

  private static Resources cpu(String written) {
    return Resources.of("cpu", ((Parsed.Amount) Quantities.parse("cpu", written)).value());
  }

  @Test
  void jsonNumbersAreQuantitiesToo() {
    assertThat(Quantities.parse("cpu", 2L)).isEqualTo(new Parsed.Amount(2000));
    assertThat(Quantities.parse("cpu", 0.25)).isEqualTo(new Parsed.Amount(250));
    assertThat(Quantities.parse("memory", 1.0e10)).isEqualTo(new Parsed.Amount(10_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "1 ", "cpu", "m", ".", "-", "1.2.3", "1ki", "1K", "1Gib", "1e", "1e+", "1e1.5",
        "0x10", "1,5", "\u0661", "12 GPUs", "1mi", "1iK"
      })
  void malformedQuantityIsAValue(String text) {
    assertThat(Quantities.parse("cpu", text)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void negativeAndUncountableQuantitiesAreRefusedWithTheReason() {
    assertThat(Quantities.parse("cpu", "-1")).isEqualTo(new Parsed.Malformed("\"-1\" is negative"));
    var tooLarge = new Parsed.Malformed("is too large to be counted");
    for (var text :
        List.of("1e999", "9223372036854775808", "8Ei", "1e99999999999999999999", "10E")) {
      assertThat(Quantities.parse("memory", text)).as(text).isEqualTo(tooLarge);
    }
    assertThat(Quantities.parse("cpu", "9223372036854775807")).isEqualTo(tooLarge);
    assertThat(Quantities.parse("cpu", Double.POSITIVE_INFINITY)).isEqualTo(tooLarge);
    assertThat(Quantities.parse("cpu", BigInteger.TWO.pow(9999))).isEqualTo(tooLarge);
    assertThat(Quantities.parse("cpu", "1".repeat(65)))
        .isEqualTo(new Parsed.Malformed("is longer than 64 characters"));
    assertThat(Quantities.parse("cpu", true))
        .isEqualTo(new Parsed.Malformed("is a boolean, not a quantity"));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, 1500, 1500m",
    "cpu, 7000, 7",
    "nvidia.com/gpu, 2000, 2",
    "nvidia.com/gpu, 500, 500m",
    "memory, 6442450944, 6Gi",
    "memory, 40000000000, 40G",
    "memory, 2625634304, 2504Mi",
    "memory, 0, 0",
    "memory, 1025, 1025",
    "memory, 1024, 1Ki",
    "memory, 1024000, 1024k",
    "memory, -2048, -2Ki",
    "google.com/tpu, 4000, 4000",
    "pods, 1000, 1000",
  })
  void amountIsWrittenInItsShortestExactForm(String resource, long amount, String text) {
    assertThat(Quantities.format(resource, amount)).isEqualTo(text);
  }

  @Property
  void whatIsWrittenReadsBackAsTheSame(
      @ForAll("resources") String resource, @ForAll @LongRange(min = 0) long amount) {
    assertThat(Quantities.parse(resource, Quantities.format(resource, amount)))
        .isEqualTo(new Parsed.Amount(amount));
  }

  @Property
  void readingAgreesWithArbitraryPrecision(
      @ForAll("resources") String resource,
      @ForAll @LongRange(min = 0, max = 999_999_999_999L) long digits,
      @ForAll("suffixes") String suffix,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 12) int scale) {
    var mantissa = BigDecimal.valueOf(digits, scale);
    var unit = BigDecimal.valueOf(dev.muster.scheduler.model.Resources.unitsPerOne(resource));
    var exact =
        mantissa
            .multiply(SUFFIXES.getOrDefault(suffix, BigDecimal.ONE))
            .multiply(unit)
            .setScale(0, RoundingMode.CEILING);
    Parsed expected =
        exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
            ? new Parsed.Amount(exact.longValueExact())
            : new Parsed.Malformed("is too large to be counted");
    assertThat(Quantities.parse(resource, mantissa.toPlainString() + suffix)).isEqualTo(expected);
  }

  @Property
  void noTextThrows(@ForAll("resources") String resource, @ForAll @Nullable String text) {
    assertThat(Quantities.parse(resource, text)).isNotNull();
  }

  @Provide
  Arbitrary<String> resources() {
    return Arbitraries.of("cpu", "memory", "nvidia.com/gpu", "google.com/tpu", "hugepages-2Mi");
  }

  @Provide
  Arbitrary<String> suffixes() {
    return Arbitraries.of(SUFFIXES.keySet().stream().sorted().toList());
  }
}
