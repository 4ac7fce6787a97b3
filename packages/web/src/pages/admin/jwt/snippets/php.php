<?php
const DASHBOARD = 'http://localhost:3000/auth/sso';

function part(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

/** The URL to redirect a signed-in user to. $query: the parameters of the request to your page. */
function dashboard_address(array $query, array $person): string
{
    $now = time();
    $claims = [...$person, 'iat' => $now, 'exp' => $now + 60, 'jti' => bin2hex(random_bytes(16))];
    if (!empty($query['code_challenge'])) {
        $claims['code_challenge'] = $query['code_challenge'];
    }
    // SIGNING_KEY is the signing key, exactly as shown.
    $text = part(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' . part(json_encode($claims));
    $jwt = $text . '.' . part(hash_hmac('sha256', $text, getenv('SIGNING_KEY'), true));
    $answer = ['jwt' => $jwt];
    foreach (['return_to', 'state'] as $name) {
        if (!empty($query[$name])) {
            $answer[$name] = $query[$name];
        }
    }
    return DASHBOARD . '?' . http_build_query($answer);
}

// header('Location: ' . dashboard_address($_GET, ['email' => $email, 'sub' => $id, 'groups' => $groups]));
