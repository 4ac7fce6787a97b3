require 'json'
require 'openssl'
require 'securerandom'
require 'uri'

KEY = ENV.fetch('SIGNING_KEY') # the signing key, exactly as shown

def part(data)
  [data].pack('m0').tr('+/', '-_').delete('=')
end

# The URL to redirect a signed-in user to. query: the parameters of the request to your page.
def dashboard_address(query, person)
  now = Time.now.to_i
  claims = person.merge('iat' => now, 'exp' => now + 60, 'jti' => SecureRandom.uuid)
  claims['code_challenge'] = query['code_challenge'] unless query['code_challenge'].to_s.empty?
  text = [{ alg: 'HS256', typ: 'JWT' }, claims].map { |value| part(JSON.generate(value)) }.join('.')
  jwt = "#{text}.#{part(OpenSSL::HMAC.digest('SHA256', KEY, text))}"
  answer = { 'jwt' => jwt }
  %w[return_to state].each { |name| answer[name] = query[name] unless query[name].to_s.empty? }
  "http://localhost:3000/auth/sso?#{URI.encode_www_form(answer)}"
end

# redirect_to dashboard_address(params, { 'email' => email, 'sub' => id, 'groups' => groups }), allow_other_host: true
