//! Contrast and distance of every theme, by WCAG 2 and CIE76 under the Machado 2009 matrices.
use super::*;

type Rgb = [f64; 3];
type Matrix = [[f64; 3]; 3];

const NORMAL: Matrix = [[1., 0., 0.], [0., 1., 0.], [0., 0., 1.]];
const PROTAN: Matrix =
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
const DEUTAN: Matrix =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_82, 0.042_94, 0.968_881]];
const TRITAN: Matrix =
    [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_9]];

fn linear(colour: Color) -> Rgb {
    let Color::Rgb(r, g, b) = colour else { panic!("{colour:?} is no true colour") };
    [r, g, b].map(|c| {
        let x = f64::from(c) / 255.;
        if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(a: Color, b: Color) -> f64 {
    let light = |c| linear(c).iter().zip([0.2126, 0.7152, 0.0722]).map(|(x, k)| x * k).sum::<f64>() + 0.05;
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

fn lab(colour: Color, eye: &Matrix) -> Rgb {
    let rgb = linear(colour);
    let seen = eye.map(|row| row.iter().zip(rgb).map(|(k, x)| k * x).sum::<f64>().clamp(0., 1.));
    let dot = |k: Rgb| k.iter().zip(seen).map(|(k, x)| k * x).sum::<f64>();
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16. / 116. };
    let (x, y, z) = (
        f(dot([0.4124, 0.3576, 0.1805]) / 0.95047),
        f(dot([0.2126, 0.7152, 0.0722])),
        f(dot([0.0193, 0.1192, 0.9505]) / 1.08883),
    );
    [116. * y - 16., 500. * (x - y), 200. * (y - z)]
}

fn distance(a: Color, b: Color, eye: &Matrix) -> f64 {
    lab(a, eye).iter().zip(lab(b, eye)).map(|(p, q)| (p - q).powi(2)).sum::<f64>().sqrt()
}

const STATES: [Role; 5] = [Role::Visible, Role::Flight, Role::Done, Role::Fail, Role::Fault];

fn fg(theme: &Theme, role: Role) -> Color {
    theme.style(role).fg.unwrap()
}

#[test]
fn every_theme_reads_and_says_all_roles() {
    for (name, text) in FILES {
        let theme = parse(name, text).unwrap();
        assert_eq!((theme.roles.len(), theme.groups.len()), (NAMES.len(), 4), "{name}");
    }
    assert!(named("nothing").is_none());
    assert!(parse("x", "title: x\nroles: {}\ngroups: []").unwrap_err().contains("missing"));
}

#[test]
fn text_and_signs_stand_out_from_the_ground() {
    for name in ["dark", "light", "colour-blind", "contrast"] {
        let theme = named(name).unwrap();
        let ground = theme.style(Role::Bg).bg.unwrap();
        let chrome = theme.style(Role::Chrome).bg.unwrap();
        for role in
            STATES.iter().chain(&[Role::Text, Role::Muted, Role::Dim, Role::Key, Role::Focus, Role::Info, Role::Code])
        {
            let ratio = contrast(fg(&theme, *role), ground);
            assert!(ratio >= 4.5, "{name} {role:?} on the ground: {ratio:.2}");
        }
        for role in [Role::Text, Role::Muted, Role::Key] {
            let ratio = contrast(fg(&theme, role), chrome);
            assert!(ratio >= 4.5, "{name} {role:?} on the chrome: {ratio:.2}");
        }
        for back in [Role::Select, Role::Mark] {
            if let Some(back) = theme.style(back).bg {
                let ratio = contrast(fg(&theme, Role::Text), back);
                assert!(ratio >= 4.5, "{name} text on {back:?}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn states_differ_for_every_eye_in_the_colour_blind_theme() {
    let theme = named("colour-blind").unwrap();
    for (eye, matrix) in [("normal", NORMAL), ("protan", PROTAN), ("deutan", DEUTAN), ("tritan", TRITAN)] {
        for (i, a) in STATES.iter().enumerate() {
            for b in &STATES[i + 1..] {
                let d = distance(fg(&theme, *a), fg(&theme, *b), &matrix);
                assert!(d >= 10., "{eye}: {a:?} and {b:?} are {d:.1} apart");
            }
        }
    }
}

#[test]
fn without_colour_focus_and_faults_still_differ() {
    let theme = named("none").unwrap();
    for role in [Role::Focus, Role::Key, Role::Fail, Role::Fault, Role::Select] {
        assert!(!theme.style(role).add_modifier.is_empty(), "{role:?}");
        assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None), "{role:?}");
    }
}
