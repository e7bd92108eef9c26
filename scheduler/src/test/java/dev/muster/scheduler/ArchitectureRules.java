package dev.muster.scheduler;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of the house, as far as they hold in every module: each gives the same answer for any
 * package that is handed to it. Used by the architecture tests of the modules.
 */
public final class ArchitectureRules {
  private static final String OURS = "dev.muster";

  /** What pure code may know of the JDK: no files, no network, no threads, no logging. */
  private static final String[] PURE_JDK = {
    "java.lang",
    "java.lang.annotation",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.math",
    "java.nio",
    "java.nio.charset",
    "java.security",
    "java.text",
    "java.time..",
    "java.util",
    "java.util.function",
    "java.util.regex",
    "java.util.stream",
  };

  /** Their order changes from one JVM to the next. */
  private static final Set<String> SALTED =
      Set.of(
          "java.util.HashMap.<init>",
          "java.util.HashSet.<init>",
          "java.util.IdentityHashMap.<init>",
          "java.util.WeakHashMap.<init>",
          "java.util.HashMap.newHashMap",
          "java.util.HashSet.newHashSet",
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Map.copyOf",
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.stream.Collectors.toSet",
          "java.util.stream.Collectors.toMap",
          "java.util.stream.Collectors.toUnmodifiableSet",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.util.stream.Collectors.groupingBy");

  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.Clock.tickMillis",
          "java.time.Clock.tickSeconds",
          "java.time.Clock.tickMinutes");

  private static final Set<String> CHANCE =
      Set.of(
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.Collections.shuffle",
          "java.util.random.RandomGenerator.getDefault");

  private static final Set<String> OUTSIDE =
      Set.of(
          "java.lang.System.out",
          "java.lang.System.err",
          "java.lang.System.in",
          "java.lang.System.getLogger",
          "java.lang.System.getProperty",
          "java.lang.Throwable.printStackTrace");

  private static final Set<String> ENVIRONMENT =
      Set.of(
          "java.lang.System.getenv",
          "java.lang.System.exit",
          "java.lang.Runtime.exit",
          "java.lang.Runtime.halt");

  private ArchitectureRules() {}

  /**
   * The classes of the product below {@code root}. What they use of the JDK and of libraries is
   * known by name alone: the rules need no more, and to read all of it takes half a minute.
   */
  public static JavaClasses mainClassesOf(String root) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(root);
  }

  /** Only these packages, the pure part of the JDK and jspecify. */
  public static ArchRule dependsOnlyOn(String from, String... allowed) {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(from)
        .should()
        .onlyDependOnClassesThat(
            inAnyOf(PURE_JDK)
                .or(inAnyOf(allowed))
                .or(inAnyOf("org.jspecify.annotations"))
                .or(named("java.io.Serializable", "java.io.ObjectStreamException"))
                .or(primitivesAndArrays()))
        .as(from + " knows nothing but " + String.join(", ", allowed) + " and pure JDK");
  }

  /** None of these packages. */
  public static ArchRule neverDependsOn(String from, String... forbidden) {
    return ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true);
  }

  /** A library is known only in its homes; a module's main class wires it. */
  public static ArchRule livesOnlyIn(String library, String... homes) {
    return ArchRuleDefinition.noClasses()
        .that(inAnyOf(homes).or(isMain()).negate())
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .as(library + " lives only in " + String.join(", ", homes) + " and main classes");
  }

  /** No clock, no unseeded chance. */
  public static ArchRule takesTimeAndChanceAsArguments(String... packages) {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(packages)
        .should(
            access(
                "not read a clock or draw unseeded numbers",
                access -> isNamed(access, CLOCKS) || isNow(access) || isChance(access)))
        .allowEmptyShould(true);
  }

  /** No threads, no locks, no output, no environment. */
  public static ArchRule touchesNothingOutside(String... packages) {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(packages)
        .should(
            access(
                "not touch the outside",
                access ->
                    isNamed(access, OUTSIDE)
                        || isNamed(access, ENVIRONMENT)
                        || isOf(access, "java.lang.Thread", "java.lang.ThreadLocal")
                        || isOf(access, "java.lang.Runtime", "java.lang.ProcessBuilder")))
        .andShould(notBeSynchronized())
        .allowEmptyShould(true);
  }

  /**
   * No collection whose order is salted; {@code lookUpOnly} names the classes that were read by a
   * person and found to look things up in one and never to go through it.
   */
  public static ArchRule keepsOrder(Set<String> lookUpOnly, String... packages) {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(packages)
        .and(DescribedPredicate.not(topLevelNamed(lookUpOnly)))
        .should(
            access(
                "not make collections whose order changes from one JVM to the next",
                access -> isNamed(access, SALTED) && !isOrdered(access)))
        .allowEmptyShould(true);
  }

  /** No binary fraction is stored or passed, so none can be compared. */
  public static ArchRule countsInWholeNumbers(String... packages) {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(packages)
        .should(notHandleFractions())
        .allowEmptyShould(true);
  }

  /** Only main classes read the environment, build a clock, or exit. */
  public static ArchRule leavesTheProcessToMain() {
    return ArchRuleDefinition.classes()
        .that(DescribedPredicate.not(isMain()))
        .should(
            access(
                "not exit, read the environment or build a clock",
                access ->
                    isNamed(access, ENVIRONMENT)
                        || (isNamed(access, CLOCKS) && isOf(access, "java.time.Clock"))));
  }

  public static ArchRule neverSleeps() {
    return ArchRuleDefinition.classes()
        .should(
            access(
                "not sleep",
                access ->
                    isNamed(
                        access,
                        Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep"))));
  }

  /** Arrows point down; {@code ports} are the seams that a package holds for those below it. */
  public static ArchRule knowsNoPackageAbove(Set<String> ports) {
    return ArchRuleDefinition.classes()
        .should(
            new ArchCondition<JavaClass>("not depend on a package above") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                for (var dependency : item.getDirectDependenciesFromSelf()) {
                  if (goesUp(dependency) && !isPort(dependency.getTargetClass(), ports)) {
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                  }
                }
              }
            });
  }

  public static ArchRule hasNoCycles(String root) {
    return SlicesRuleDefinition.slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** The packages that hold classes and whose {@code package-info} does not say NullMarked. */
  public static Set<String> packagesWithoutNullMarked(JavaClasses classes) {
    return classes.stream()
        .map(JavaClass::getPackage)
        .filter(p -> p.getName().startsWith(OURS))
        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
        .map(JavaPackage::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static DescribedPredicate<JavaClass> inAnyOf(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }

  private static DescribedPredicate<JavaClass> isMain() {
    return DescribedPredicate.describe("is a main class", c -> topLevel(c).endsWith("Main"));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe("named", c -> List.of(names).contains(c.getName()));
  }

  private static DescribedPredicate<JavaClass> primitivesAndArrays() {
    return DescribedPredicate.describe("is primitive", c -> c.getBaseComponentType().isPrimitive());
  }

  private static DescribedPredicate<JavaClass> topLevelNamed(Set<String> names) {
    return DescribedPredicate.describe(
        "is known to look up only", c -> names.contains(topLevel(c)));
  }

  private static String topLevel(JavaClass javaClass) {
    var name = javaClass.getName();
    return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
  }

  private static ArchCondition<JavaClass> access(
      String description, Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (var access : item.getAccessesFromSelf()) {
          if (forbidden.test(access)) {
            events.add(SimpleConditionEvent.violated(access, access.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isNamed(JavaAccess<?> access, Set<String> names) {
    return names.contains(access.getTargetOwner().getName() + "." + access.getTarget().getName());
  }

  private static boolean isOf(JavaAccess<?> access, String... owners) {
    return List.of(owners).contains(access.getTargetOwner().getName());
  }

  private static boolean isNow(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.time")
        && access.getTarget().getName().equals("now");
  }

  private static boolean isChance(JavaAccess<?> access) {
    boolean unseeded =
        isOf(access, "java.util.Random", "java.util.SplittableRandom")
            && access.getTarget().getFullName().endsWith(".<init>()");
    return unseeded
        || isNamed(access, CHANCE)
        || isOf(access, "java.security.SecureRandom", "java.util.concurrent.ThreadLocalRandom");
  }

  /** The collectors that are told which map to make. */
  private static boolean isOrdered(JavaAccess<?> access) {
    return access.getTarget().getFullName().contains("java.util.function.Supplier");
  }

  private static ArchCondition<JavaClass> notBeSynchronized() {
    return new ArchCondition<>("not lock") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
            .forEach(method ->
                events.add(
                    SimpleConditionEvent.violated(
                        method, method.getFullName() + " is synchronized")));
      }
    };
  }

  private static ArchCondition<JavaClass> notHandleFractions() {
    return new ArchCondition<>("not hold or pass binary fractions") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getFields().stream()
            .filter(field -> isFraction(field.getRawType()))
            .forEach(field -> add(events, field.getFullName()));
        item.getCodeUnits().stream()
            .filter(ArchitectureRules::handlesFractions)
            .forEach(unit -> add(events, unit.getFullName()));
      }

      private void add(ConditionEvents events, String name) {
        events.add(
            SimpleConditionEvent.violated(name, name + " is a binary fraction or takes one"));
      }
    };
  }

  private static boolean handlesFractions(JavaCodeUnit unit) {
    return isFraction(unit.getRawReturnType())
        || unit.getRawParameterTypes().stream().anyMatch(ArchitectureRules::isFraction);
  }

  private static boolean isFraction(JavaClass type) {
    return Set.of("double", "float", "java.lang.Double", "java.lang.Float")
        .contains(type.getBaseComponentType().getName());
  }

  private static boolean goesUp(Dependency dependency) {
    var origin = dependency.getOriginClass().getPackageName();
    var target = dependency.getTargetClass().getBaseComponentType().getPackageName();
    return target.startsWith(OURS) && origin.startsWith(target + ".");
  }

  private static boolean isPort(JavaClass target, Set<String> ports) {
    return ports.contains(topLevel(target.getBaseComponentType()));
  }
}
